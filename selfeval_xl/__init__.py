"""selfeval-xl: 项目支出绩效自评 (self-evaluation of project expenditure) for Excel, WPS and the command line."""

__version__ = "0.1.0"
