"""Small Flex query results written for the tests."""

from __future__ import annotations

POSITION = {
    "currency": "USD",
    "assetCategory": "STK",
    "symbol": "VTI",
    "description": "TOTAL STOCK & MORE",
    "cusip": "922908769",
    "multiplier": "1",
    "reportDate": "20261120",
    "position": "100",
    "markPrice": "300.10",
    "positionValue": "30010",
    "costBasisPrice": "210.5",
    "costBasisMoney": "21050",
    "side": "Long",
    "levelOfDetail": "SUMMARY",
}
LOT = POSITION | {"levelOfDetail": "LOT", "openDateTime": "20240315;103000"}
TRADE = {
    "currency": "USD",
    "assetCategory": "STK",
    "symbol": "VTI",
    "tradeDate": "20261102",
    "settleDateTarget": "20261103",
    "transactionID": "17",
    "quantity": "10",
    "tradePrice": "290",
    "proceeds": "-2900",
    "ibCommission": "-1",
    "ibCommissionCurrency": "USD",
    "taxes": "0",
    "netCash": "-2901",
    "buySell": "BUY",
    "levelOfDetail": "EXECUTION",
}
CASH = {"currency": "USD", "endingCash": "250.25", "endingSettledCash": "250.25"}
MOVEMENT = {
    "currency": "USD",
    "symbol": "VTI",
    "dateTime": "20261015;202000",
    "settleDate": "20261015",
    "amount": "88.10",
    "type": "Dividends",
    "levelOfDetail": "DETAIL",
}
ACTION = {
    "currency": "USD",
    "symbol": "VTI",
    "dateTime": "20260601;202500",
    "quantity": "50",
    "proceeds": "0",
    "type": "FS",
    "actionDescription": "SPLIT 3 FOR 2",
}
TRANSFER = {
    "currency": "USD",
    "symbol": "VTI",
    "date": "20260201",
    "type": "ACATS",
    "direction": "IN",
    "quantity": "40",
    "cashTransfer": "0",
}


def row(tag: str, *parts: dict[str, str]) -> str:
    """One row as a line; later parts win, and a value of None leaves the attribute out."""
    attributes = {key: value for part in parts for key, value in part.items()}
    shown = " ".join(
        f'{key}="{value.replace("&", "&amp;")}"' for key, value in attributes.items() if value != "absent"
    )
    return f'<{tag} accountId="U7654321" {shown}/>\n'


def section(name: str, *rows: str) -> str:
    """A section with its rows."""
    return f"<{name}>\n{''.join(rows)}</{name}>\n"


def flex(*sections: str, account: str = "U7654321", start: str = "20260101", end: str = "20261120") -> str:
    """A whole file with one statement; positions and cash are added where the sections lack them."""
    given = "".join(sections)
    if "<OpenPositions" not in given:
        given += section("OpenPositions", row("OpenPosition", POSITION))
    if "<CashReport" not in given:
        given += section("CashReport", row("CashReportCurrency", CASH))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<FlexQueryResponse queryName="all" type="AF">\n'
        f'<FlexStatements count="1">\n<FlexStatement accountId="{account}" fromDate="{start}" toDate="{end}" '
        f'period="" whenGenerated="20261121;080000">\n{given}</FlexStatement>\n</FlexStatements>\n'
        "</FlexQueryResponse>\n"
    )
