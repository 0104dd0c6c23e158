"""The law around IRAs with what no exchange trades: who must keep away, what is forbidden, what is taxed inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trimtab.core.money import usd_whole
from trimtab.ledger.retirement.answer import RetirementAnswer
from trimtab.ledger.retirement.unlisted import OWN_TAX_ON_EARLY_MONEY, UnlistedAccount
from trimtab.reports import words
from trimtab.reports.document import Section
from trimtab.reports.labels import AccountLabel, label_of
from trimtab.reports.tables import Column, Kind, Row, Table
from trimtab.tax.account_law import RetirementLaw, UnrelatedIncomeLaw
from trimtab.tax.self_directed.prohibited import DISQUALIFIED, FORBIDDEN, WHOEVER, Dealing, Party
from trimtab.tax.self_directed.unrelated import INCOME_LAW, AccountIncome

_PARTIES: Mapping[Party, str] = {
    Party.FIDUCIARY: "who manages, advises for a fee or keeps it",
    Party.ANCESTOR: "parents, grandparents",
    Party.DESCENDANT: "children, grandchildren",
    Party.SPOUSE_OF_DESCENDANT: "their husbands and wives",
    Party.ENTITY_HALF_OWNED: "a firm, trust or estate of which these own half or more",
}
_EXAMPLES: Mapping[Dealing, str] = {
    Dealing.SALE_OR_LEASE: "selling it a house, letting its house to a child",
    Dealing.LOAN: "borrowing from it, guaranteeing its mortgage",
    Dealing.GOODS_OR_SERVICES: "repairing its house oneself",
    Dealing.USE_OF_ASSETS: "living in its house, if only for a week",
    Dealing.SELF_DEALING: "letting it invest where one gains by it",
    Dealing.KICKBACK: "a commission from who sells to it",
    Dealing.UNREASONABLE_PAY: "a high fee to a son who manages it",
    Dealing.PLEDGE: "a bank loan to oneself, secured by it",
    Dealing.COLLECTIBLE: "art, wine, stamps, most coins",
    Dealing.LIFE_INSURANCE: "a policy on anybody's life",
}
_INCOME: Mapping[AccountIncome, str] = {
    AccountIncome.BUSINESS: "a business, also through a partnership or LLC",
    AccountIncome.RENT: "rent of real property, not by profit share",
    AccountIncome.GAIN: "gain on what is no stock in trade",
}


def self_directed_sections(answer: RetirementAnswer, labels: Mapping[str, AccountLabel]) -> Iterator[Section]:
    """Four short sections, with the law's words behind each line; none without such an account."""
    if answer.unlisted:
        yield _accounts(answer, labels)
        yield _disqualified(answer.unlisted)
        yield _forbidden()
        yield _business_income(answer.law.unrelated_income)


_ACCOUNTS = (
    Column("account", "Account"),
    Column("holds", "Holds"),
    Column("value_usd", "Worth", Kind.USD),
    Column("if_ended_usd", "If ended, taken out", Kind.USD),
    Column("early_tax_usd", "Additional tax", Kind.USD),
)


def _accounts(answer: RetirementAnswer, labels: Mapping[str, AccountLabel]) -> Section:
    law = answer.law
    title = "IRAs with what no exchange trades"
    rows = [_account_row(answer, one, labels) for one in answer.unlisted]
    return Section(
        "unlisted", title, _cost(law), Table(title, _ACCOUNTS, tuple(rows)), tuple(_blanks(answer))
    )


def _account_row(answer: RetirementAnswer, one: UnlistedAccount, labels: Mapping[str, AccountLabel]) -> Row:
    names = (answer.household.instruments[symbol].name for symbol in one.symbols)
    early = one.if_ended.early_tax_usd if one.if_ended else None
    return Row(
        (
            label_of(labels, one.account.account_id).title,
            words.masked(words.listed(names)),
            one.value_usd,
            one.if_ended.distributed_usd if one.if_ended else None,
            None if one.account.kind in OWN_TAX_ON_EARLY_MONEY else early,
        )
    )


def _cost(law: RetirementLaw) -> tuple[str, ...]:
    excise, undone = (
        words.percent_exact(rate) for rate in (law.prohibited.excise_rate, law.prohibited.uncorrected_rate)
    )
    return (
        f"A forbidden dealing in which the owner or an heir takes part ends the account: all of it counts as taken out "
        f"on Jan 1, {law.year} (26 USC 408(e)(2)).",
        "A pledge or a collectible ends nothing: only that amount counts as taken out (26 USC 408(e)(4), 408(m)(1)).",
        f"Anybody else disqualified who takes part owes {excise} of the amount for each year, and {undone} of it where "
        "it is not undone, but for a fiduciary acting only as such (26 USC 4975(a), (b)).",
    )


def _blanks(answer: RetirementAnswer) -> Iterator[str]:
    """Why a figure is left open."""
    before = answer.law.year - 1
    if any(one.if_ended is None for one in answer.unlisted):
        yield (
            f"What an end would cost needs the owner among the people and value_last_year_end_usd, the value on "
            f"December 31, {before}."
        )
    if any(one.account.kind in OWN_TAX_ON_EARLY_MONEY for one in answer.unlisted):
        yield "The additional tax on a Roth or SIMPLE IRA depends on what was paid in, and when: it is not shown."


_WHO = (Column("who", "Who"), Column("known", "Known here"), Column("source", "Law"))


def _disqualified(unlisted: Sequence[UnlistedAccount]) -> Section:
    known = _known(unlisted)
    rows = [
        Row((_PARTIES.get(party, str(party)), words.masked(known.get(party, "")), source))
        for party, source in DISQUALIFIED.items()
    ]
    title = "Who may not deal with them"
    line = "They are disqualified persons. Brothers and sisters are not among them, nor are strangers."
    return Section("disqualified", title, (line,), Table(title, _WHO, tuple(rows)), _others(unlisted))


def _known(unlisted: Sequence[UnlistedAccount]) -> Mapping[Party, str]:
    """The names that the household file tells, and no guess at others."""
    owners = dict.fromkeys(one.owner.name for one in unlisted if one.owner)
    spouses = dict.fromkeys(
        f"{one.spouse.name}, of {one.owner.name}" for one in unlisted if one.owner and one.spouse
    )
    keepers = dict.fromkeys(one.account.custodian for one in unlisted if one.account.custodian)
    return {
        Party.OWNER: words.listed(owners),
        Party.SPOUSE: "; ".join(spouses),
        Party.FIDUCIARY: words.listed(keepers),
    }


def _others(unlisted: Sequence[UnlistedAccount]) -> tuple[str, ...]:
    """People of the household of whom it is not told whether they are disqualified; once for each owner."""
    lines = (
        f"How {words.listed(person.name for person in one.others)} and {one.owner.name} are related is not told: "
        "parents, children and their spouses are disqualified."
        for one in unlisted
        if one.owner and one.others
    )
    return tuple(words.masked(line) for line in dict.fromkeys(lines))


_DEALINGS = (
    Column("dealing", "Dealing"),
    Column("example", "Such as"),
    Column("with", "With"),
    Column("source", "Law"),
)


def _forbidden() -> Section:
    rows = [
        Row((str(dealing), _EXAMPLES[dealing], who, source))
        for dealings, who in ((FORBIDDEN, "disqualified"), (WHOEVER, "anybody"))
        for dealing, source in dealings.items()
    ]
    title = "What is forbidden"
    line = (
        "Either way, and through others too. Exemptions (26 USC 4975(d), and those of the Department of Labor) are not "
        "looked at: ask before dealing."
    )
    return Section("forbidden", title, (line,), Table(title, _DEALINGS, tuple(rows)))


_TAXED = (
    Column("income", "Income"),
    Column("without_debt", "Without debt"),
    Column("with_debt", "Bought with debt"),
    Column("source", "Law"),
)


def _business_income(law: UnrelatedIncomeLaw) -> Section:
    rows = [
        Row(
            (
                _INCOME.get(income, str(income)),
                "taxed" if income.is_taxed else "not taxed",
                "taxed" if income.is_taxed else "taxed by the share of debt",
                source,
            )
        )
        for income, source in INCOME_LAW.items()
    ]
    title = "Income taxed inside the account"
    return Section("business_income", title, _tax_words(law), Table(title, _TAXED, tuple(rows)), (_DEBT,))


def _tax_words(law: UnrelatedIncomeLaw) -> tuple[str, ...]:
    low, high = words.percent_exact(law.rates[0]), words.percent_exact(law.rates[-1])
    return (
        f"From {usd_whole(law.return_from_gross_usd)} of gross unrelated business income in a year Form 990-T is due; "
        "the custodian files it, and the account pays.",
        f"After costs and {usd_whole(law.specific_deduction_usd)} more the rates of trusts hold: {low} to {high}, the "
        f"highest above {usd_whole(law.upper_usd[-1])} (26 USC 511(b), 512(b)(12)).",
    )


_DEBT = (
    "The share of debt is the year's average debt for buying or improving the property over its average adjusted "
    "basis; for a gain, the highest debt of the twelve months before the sale (26 USC 514(a)(1), 514(c)(7))."
)
