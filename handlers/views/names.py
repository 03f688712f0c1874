"""What things are called in the reader's language: enums of the core as words, for texts and for buttons."""

from __future__ import annotations

from crm_core.activities.models import ActivityKind, CallOutcome, FileKind
from crm_core.staff.models import Craft
from crm_core.tasks.models import TaskKind, VisitPurpose
from handlers.views.reader import LOCALE_NAMES, Reader

LANGUAGES = LOCALE_NAMES


def name_outcome(outcome: CallOutcome, t: Reader) -> str:
    return {
        CallOutcome.TALKED: t.label("talked"),
        CallOutcome.NO_ANSWER: t.label("no answer"),
        CallOutcome.CALL_BACK: t.label("asked to call back"),
        CallOutcome.MISSED: t.label("missed"),
    }[outcome]


def name_activity(kind: ActivityKind, t: Reader) -> str:
    return {
        ActivityKind.CALL: t.label("Call"),
        ActivityKind.NOTE: t.label("Note"),
        ActivityKind.MESSAGE: t.label("Message"),
        ActivityKind.MEETING: t.label("Meeting"),
        ActivityKind.FILE: t.label("File"),
        ActivityKind.REQUEST: t.label("Request"),
        ActivityKind.FEEDBACK: t.label("From the customer"),
    }[kind]


def name_file(kind: FileKind, t: Reader) -> str:
    return {
        FileKind.PHOTO: t.label("Photo"),
        FileKind.DOCUMENT: t.label("Document"),
        FileKind.VOICE: t.label("Voice message"),
        FileKind.VIDEO: t.label("Video"),
        FileKind.LOCATION: t.label("Location"),
    }[kind]


def name_purpose(purpose: VisitPurpose, t: Reader) -> str:
    return {
        VisitPurpose.MEASUREMENT: t.label("Measurement"),
        VisitPurpose.INSTALLATION: t.label("Installation"),
        VisitPurpose.DELIVERY: t.label("Delivery"),
        VisitPurpose.SERVICE: t.label("Service"),
    }[purpose]


def name_craft(craft: Craft, t: Reader) -> str:
    return {
        Craft.MEASURER: t.label("Measurer"),
        Craft.INSTALLER: t.label("Installer"),
        Craft.COURIER: t.label("Courier"),
        Craft.MASTER: t.label("Master"),
    }[craft]


def name_task_kind(kind: TaskKind, t: Reader) -> str:
    return {
        TaskKind.CALL: t.label("Call"),
        TaskKind.TODO: t.label("Task"),
        TaskKind.VISIT: t.label("Visit"),
        TaskKind.COMPLAINT: t.label("Complaint"),
    }[kind]


def mark_task(kind: TaskKind) -> str:
    """The sign before a task's title."""
    return {TaskKind.CALL: "📞", TaskKind.TODO: "☑️", TaskKind.VISIT: "🚗", TaskKind.COMPLAINT: "❗"}[kind]
