"""Names as shown: classes from the catalogue, accounts with no more of their number than the last four."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trimtab.core.accounts import Account, AccountKind, TaxTreatment
from trimtab.core.classes import ClassInfo
from trimtab.core.household import Household
from trimtab.reports.words import last_four, masked, unmasked_names_hidden

KIND_WORDS: Mapping[AccountKind, str] = {
    AccountKind.TAXABLE: "taxable",
    AccountKind.TRUST: "trust, taxable",
    AccountKind.TRADITIONAL_IRA: "traditional IRA",
    AccountKind.SEP_IRA: "SEP IRA",
    AccountKind.SIMPLE_IRA: "SIMPLE IRA",
    AccountKind.INHERITED_IRA: "inherited IRA",
    AccountKind.ROTH_IRA: "Roth IRA",
    AccountKind.INHERITED_ROTH_IRA: "inherited Roth IRA",
    AccountKind.K401: "401(k)",
    AccountKind.ROTH_401K: "Roth 401(k)",
    AccountKind.K403B: "403(b)",
    AccountKind.HSA: "HSA",
    AccountKind.E529: "529",
}
TREATMENT_WORDS: Mapping[TaxTreatment, str] = {
    TaxTreatment.TAXABLE: "Taxable",
    TaxTreatment.DEFERRED: "Tax-deferred",
    TaxTreatment.FREE: "Tax-free",
}
TREATMENT_SLOTS: Mapping[TaxTreatment, int] = {
    TaxTreatment.TAXABLE: 0,
    TaxTreatment.DEFERRED: 1,
    TaxTreatment.FREE: 2,
}
_OTHER_SLOT = 0  # the catalogue's slots start at 1


ClassNames = Mapping[str, ClassInfo]


@dataclass(frozen=True, slots=True)
class ClassLabel:
    """A class as shown, with the slot of its colour."""

    class_id: str
    name: str
    short_name: str
    slot: int


@dataclass(frozen=True, slots=True)
class AccountLabel:
    """An account as shown."""

    account_id: str
    name: str
    owner: str
    custodian: str
    mask: str  # `…4821` or empty
    kind: str
    treatment: TaxTreatment

    @property
    def title(self) -> str:
        """Name and last four, once: `Joint brokerage …4821`, `vanguard-7283`."""
        is_told = not self.mask or self.name.endswith(self.mask.lstrip("…"))
        return self.name if is_told else f"{self.name} {self.mask}"

    @property
    def detail(self) -> str:
        """Custodian, kind and owner in one line."""
        return " · ".join(part for part in (self.custodian, self.kind, self.owner) if part)


def class_label(class_names: ClassNames, class_id: str) -> ClassLabel:
    """The class's names; an id the catalogue does not know is written out in words."""
    known = class_names.get(class_id)
    if known is not None:
        return ClassLabel(class_id, known.name, known.short_name, known.colour_slot)
    text = class_id.rsplit(".", 1)[-1].replace("_", " ")
    text = text[:1].upper() + text[1:] if text else "Unnamed"
    return ClassLabel(class_id, text, text, _OTHER_SLOT)


def account_label(account: Account) -> AccountLabel:
    """The account's names, masked."""
    return AccountLabel(
        masked(account.account_id),
        masked(account.name) or masked(account.account_id),
        masked(account.owner),
        masked(account.custodian),
        last_four(account.mask),
        KIND_WORDS[account.kind],
        account.kind.treatment,
    )


def account_labels(household: Household) -> Mapping[str, AccountLabel]:
    """Every account's label by its (raw) id, in the household's order."""
    return {account.account_id: account_label(account) for account in household.accounts}


def label_of(labels: Mapping[str, AccountLabel], account_id: str) -> AccountLabel:
    """The label; an account that is not in the household is shown by its masked id."""
    if account_id in labels:
        return labels[account_id]
    shown = masked(account_id)
    return AccountLabel(shown, shown, "", "", "", "", TaxTreatment.TAXABLE)


class Masks:
    """Hides account numbers in free text of a plan: wherever a raw name or id of the household occurs."""

    def __init__(self, household: Household) -> None:
        names = {name for a in household.accounts for name in (a.name, a.account_id, a.owner, a.custodian)}
        self._masks = {name: masked(name) for name in names if name and masked(name) != name}

    def __call__(self, text: str) -> str:
        """The text with those names masked."""
        return unmasked_names_hidden(text, self._masks)


class Wording(Masks):
    """Turns ids in a plan's free text into the names shown: classes by name, accounts by title.

    Ids that are plain words (`cash`, `joint`) are only taken for an account after "in" or before a colon at the
    start, and never for a class: the text reads well either way.
    """

    def __init__(self, household: Household, class_names: ClassNames) -> None:
        super().__init__(household)
        titles = {account_id: label.title for account_id, label in account_labels(household).items()}
        classes = {class_id: label.name for class_id, label in class_names.items() if not class_id.isalpha()}
        self._names = classes | titles
        certain = [*classes, *(account_id for account_id in titles if not account_id.isalpha())]
        plain_words = [account_id for account_id in titles if account_id.isalpha()]
        patterns = [rf"(?<![\w.\-])(?:{_either(certain)})(?![\w\-]|\.\w)"] if certain else []
        if plain_words:
            patterns.append(
                rf"(?<=\bin )(?:{_either(plain_words)})\b(?![\-.]\w)|^(?:{_either(plain_words)})(?=:)"
            )
        self._ids = re.compile("|".join(patterns)) if patterns else None

    def __call__(self, text: str) -> str:
        """The text as a person reads it, masked."""
        named = self._ids.sub(lambda found: self._names[found.group()], text) if self._ids else text
        return super().__call__(named)


def _either(ids: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(ids, key=lambda name: (-len(name), name)))
