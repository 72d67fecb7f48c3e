"""What can be done with figures.

Figure 数値 · counting rule 数え方 · month 月次報告 · rows behind a number 内訳の記録.
"""

from programs.kernel.policy import Action


class Act(Action):
    """Reading totals, and reading the rows behind them."""

    VIEW_MONTH = "reports.view_month"
    VIEW_ROWS = "reports.view_rows"
    EXPORT_MONTH = "reports.export_month"
