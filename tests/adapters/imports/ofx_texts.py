"""Small OFX files written for the tests: one of each face of the format, and parts to vary."""

from __future__ import annotations

HEAD_1 = (
    "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n"
    "COMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
)
HEAD_2 = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
)
SIGNON = (
    "<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261120\n"
    "<LANGUAGE>ENG<FI><ORG>Vanguard<FID>15103</FI></SONRS></SIGNONMSGSRSV1>\n"
)
VTI = "<SECID><UNIQUEID>922908769<UNIQUEIDTYPE>CUSIP</SECID>"
VMFXX = "<SECID><UNIQUEID>922906300<UNIQUEIDTYPE>CUSIP</SECID>"
BILL = "<SECID><UNIQUEID>912797KA4<UNIQUEIDTYPE>CUSIP</SECID>"
POSITION = (
    f"<POSSTOCK>\n<INVPOS>{VTI}<HELDINACCT>CASH<POSTYPE>LONG\n<UNITS>100\n<UNITPRICE>300.10\n<MKTVAL>30010\n"
    "<DTPRICEASOF>20261120160000.000[-5:EST]\n</INVPOS>\n<REINVDIV>N\n</POSSTOCK>\n"
)
BALANCE = "<INVBAL><AVAILCASH>250.25<MARGINBALANCE>0<SHORTBALANCE>0</INVBAL>\n"
LISTING = (
    f"<STOCKINFO><SECINFO>{VTI}<SECNAME>Total Stock Market ETF<TICKER>VTI</SECINFO></STOCKINFO>\n"
    f"<MFINFO><SECINFO>{VMFXX}<SECNAME>Federal Money Market<TICKER>VMFXX</SECINFO></MFINFO>\n"
    f"<DEBTINFO><SECINFO>{BILL}<SECNAME>Treasury bill<TICKER>912797KA4</SECINFO></DEBTINFO>\n"
)
BUY = (
    "<BUYSTOCK><INVBUY><INVTRAN><FITID>1<DTTRADE>20261102120000[-5:EST]<DTSETTLE>20261103\n<MEMO>bought</INVTRAN>"
    f"{VTI}<UNITS>10<UNITPRICE>290<COMMISSION>1.00<TOTAL>-2901\n<SUBACCTSEC>CASH<SUBACCTFUND>CASH</INVBUY>"
    "<BUYTYPE>BUY</BUYSTOCK>\n"
)


def statement(
    transactions: str = BUY,
    positions: str = POSITION,
    balance: str = BALANCE,
    *,
    currency: str = "USD",
    as_of: str = "<DTASOF>20261120160000[-5:EST]\n",
    account: str = "88887777",
    more: str = "",
) -> str:
    """One investment statement in SGML."""
    return (
        "<INVSTMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>\n<INVSTMTRS>\n"
        f"{as_of}<CURDEF>{currency}\n<INVACCTFROM><BROKERID>vanguard.com<ACCTID>{account}</INVACCTFROM>\n"
        f"<INVTRANLIST>\n<DTSTART>20260101<DTEND>20261120\n{transactions}</INVTRANLIST>\n"
        f"<INVPOSLIST>\n{positions}</INVPOSLIST>\n{balance}{more}</INVSTMTRS>\n</INVSTMTTRNRS>\n"
    )


def ofx_1(*statements: str, listing: str = LISTING, signon: str = SIGNON) -> str:
    """A whole file of version 1 (SGML, leaves left open)."""
    return (
        f"{HEAD_1}<OFX>\n{signon}<INVSTMTMSGSRSV1>\n{''.join(statements or [statement()])}</INVSTMTMSGSRSV1>\n"
        f"<SECLISTMSGSRSV1><SECLIST>\n{listing}</SECLIST></SECLISTMSGSRSV1>\n</OFX>\n"
    )


OFX_2 = f"""{HEAD_2}<OFX>
  <SIGNONMSGSRSV1>
    <SONRS>
      <STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>
      <DTSERVER>20261120</DTSERVER>
      <LANGUAGE></LANGUAGE>
    </SONRS>
  </SIGNONMSGSRSV1>
  <!-- a comment -->
  <INVSTMTMSGSRSV1>
    <INVSTMTTRNRS>
      <INVSTMTRS>
        <DTASOF>20261120</DTASOF>
        <CURDEF>USD</CURDEF>
        <INVACCTFROM>
          <BROKERID>fidelity.com</BROKERID>
          <ACCTID>Z55556666</ACCTID>
        </INVACCTFROM>
        <INVTRANLIST>
          <DTSTART>20260101</DTSTART>
          <DTEND>20261120</DTEND>
          <INCOME>
            <INVTRAN>
              <FITID>7</FITID>
              <DTTRADE>20261231203000.000[-5:EST]</DTTRADE>
              <MEMO><![CDATA[Smith & Sons <paid>]]></MEMO>
            </INVTRAN>
            <SECID><UNIQUEID>111111111</UNIQUEID><UNIQUEIDTYPE>CUSIP</UNIQUEIDTYPE></SECID>
            <INCOMETYPE>DIV</INCOMETYPE>
            <TOTAL>12.34</TOTAL>
          </INCOME>
        </INVTRANLIST>
        <INVPOSLIST>
          <POSMF>
            <INVPOS>
              <SECID><UNIQUEID>111111111</UNIQUEID><UNIQUEIDTYPE>CUSIP</UNIQUEIDTYPE></SECID>
              <POSTYPE>LONG</POSTYPE>
              <UNITS>10.5</UNITS>
              <UNITPRICE>20.00</UNITPRICE>
              <MKTVAL>210.00</MKTVAL>
              <DTPRICEASOF>20261120</DTPRICEASOF>
            </INVPOS>
            <REINVDIV>Y</REINVDIV>
          </POSMF>
        </INVPOSLIST>
        <INVBAL>
          <AVAILCASH>5.00</AVAILCASH>
        </INVBAL>
      </INVSTMTRS>
    </INVSTMTTRNRS>
  </INVSTMTMSGSRSV1>
  <SECLISTMSGSRSV1>
    <SECLIST>
      <MFINFO>
        <SECINFO>
          <SECID><UNIQUEID>111111111</UNIQUEID><UNIQUEIDTYPE>CUSIP</UNIQUEIDTYPE></SECID>
          <SECNAME>S&amp;P 500 Fund</SECNAME>
          <TICKER>fxaix</TICKER>
        </SECINFO>
      </MFINFO>
    </SECLIST>
  </SECLISTMSGSRSV1>
</OFX>
"""
