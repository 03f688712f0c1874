"""Trades as data: a YAML file each, checked whole before anything of it is used."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from crm_core.automation.conditions import check_conditions
from crm_core.automation.effects import MoveTo, Parameters, check_effect
from crm_core.automation.errors import PresetUnknown
from crm_core.automation.models import Trigger
from crm_core.deals.models import StageKind
from crm_core.kernel.actor import LOCALES
from crm_core.kernel.wording import Wording

FOLDER = resources.files("crm_core.automation") / "presets"


class PresetInvalid(ValueError):
    """A preset's file is wrong; the text says where and how."""


def _check_words(wording: Wording) -> Wording:
    missing = [locale for locale in LOCALES if not wording.get(locale, "").strip()]
    if missing or set(wording) - set(LOCALES):
        raise ValueError(f"give words in {', '.join(LOCALES)} and no other language")
    return wording


Words = Annotated[Wording, AfterValidator(_check_words)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class StageOfPreset(Parameters):
    code: Code
    kind: StageKind
    name: Words
    customer_label: Words | dict[str, str] = Field(default_factory=dict, max_length=3)
    probability: int = Field(ge=0, le=100)
    rots_after_days: int | None = Field(None, gt=0)


class PipelineOfPreset(Parameters):
    code: Code
    name: Words
    stages: tuple[StageOfPreset, ...] = Field(min_length=3)

    @model_validator(mode="after")
    def _check_stages(self) -> PipelineOfPreset:
        codes = [stage.code for stage in self.stages]
        if len(set(codes)) < len(codes):
            raise ValueError("two stages have the same code")
        if self.stages[0].kind is not StageKind.OPEN:
            raise ValueError("the first stage must be open")
        if {StageKind.WON, StageKind.LOST} - {stage.kind for stage in self.stages}:
            raise ValueError("a stage won and a stage lost are needed")
        return self


class LossReasonOfPreset(Parameters):
    code: Code
    name: Words


class RuleOfPreset(Parameters):
    """`conditions` and `effects` are checked by their own registries and kept as they are written."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_.]{0,59}$")
    name: Words
    trigger: Trigger
    stage: Code | None = None
    conditions: dict[str, Any] = Field(default_factory=dict)
    effects: tuple[dict[str, Any], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_pieces(self) -> RuleOfPreset:
        check_conditions(self.trigger, self.conditions)
        if (self.trigger is Trigger.STAGE_ENTERED) != (self.stage is not None):
            raise ValueError("stage is for the trigger stage_entered, and only for it")
        for effect in self.effects:
            check_effect(effect)
        return self

    @property
    def named_stages(self) -> set[str]:
        """Codes of all stages that the rule speaks of."""
        targets = {parameters.to for _, parameters in map(check_effect, self.effects) if isinstance(parameters, MoveTo)}
        return targets | ({self.stage} if self.stage else set())


class Preset(Parameters):
    code: Code
    name: Words
    pipeline: PipelineOfPreset
    loss_reasons: tuple[LossReasonOfPreset, ...] = Field(min_length=1)
    rules: tuple[RuleOfPreset, ...] = ()

    @model_validator(mode="after")
    def _check_references(self) -> Preset:
        known = {stage.code for stage in self.pipeline.stages}
        for rule in self.rules:
            if rule.named_stages - known:
                raise ValueError(f"rule {rule.code}: no stage {', '.join(sorted(rule.named_stages - known))}")
        return self


def parse_preset(text: str, file: str) -> Preset:
    """Raises PresetInvalid with one line for each fault."""
    try:
        return Preset.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise PresetInvalid(f"{file}: {error}") from error
    except ValidationError as error:
        faults = (f"{file}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise PresetInvalid("\n".join(faults)) from error


@cache
def load_preset(name: str) -> Preset:
    """The preset with this code. Raises PresetUnknown, PresetInvalid."""
    if name not in _list_names():
        raise PresetUnknown(name)
    return parse_preset((FOLDER / f"{name}.yaml").read_text("utf-8"), f"{name}.yaml")


def list_presets() -> list[tuple[str, Wording]]:
    """(code, name) of every trade, by code."""
    return [(name, load_preset(name).name) for name in _list_names()]


def _list_names() -> list[str]:
    return sorted(entry.name.removesuffix(".yaml") for entry in FOLDER.iterdir() if entry.name.endswith(".yaml"))
