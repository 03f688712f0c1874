# Two stages: the first installs the hashed lock and compiles the catalogues, the second holds only what runs.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/kavshiri
COPY requirements.txt .
RUN /opt/kavshiri/bin/pip install --require-hashes --no-deps -r requirements.txt
COPY locales /locales
RUN for language in en ka ru; do \
        folder=/locales/$language/LC_MESSAGES \
        && /opt/kavshiri/bin/pybabel -q compile -i "$folder/messages.po" -o "$folder/messages.mo" || exit 1; \
    done

FROM python:3.11-slim-bookworm
ENV PATH=/opt/kavshiri/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    WEB_HOST=0.0.0.0 \
    WEB_PORT=8080
RUN useradd --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin kavshiri \
    && printf '#!/bin/sh\nexec python -m bot "$@"\n' > /usr/local/bin/kavshiri \
    && chmod 755 /usr/local/bin/kavshiri
COPY --from=build /opt/kavshiri /opt/kavshiri
WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY crm_core crm_core
COPY handlers handlers
COPY bot bot
COPY --from=build /locales locales
USER kavshiri
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['WEB_PORT']}/health\", timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["kavshiri"]
CMD ["run"]
