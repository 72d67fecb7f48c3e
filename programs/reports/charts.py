"""Charts as SVG images beside their data table (pygal; nothing loaded from elsewhere)."""

import base64
from dataclasses import dataclass
from datetime import date, timedelta

import pygal
from django.utils.translation import gettext as _
from pygal.style import Style

from programs.kernel.actor import Actor
from programs.kernel.figures import Period
from programs.reports import queries

DAILY = "dropin.visits.people"
_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    colors=("#0017c1",),
    font_family="BIZ UDPGothic, Hiragino Sans, Noto Sans JP, sans-serif",
    label_font_size=14,
    major_label_font_size=14,
    foreground="#333333",
    foreground_strong="#1a1a1a",
    foreground_subtle="#d8d8db",
    guide_stroke_color="#d8d8db",
    major_guide_stroke_color="#d8d8db",
    opacity="1",
)


@dataclass(frozen=True)
class Day:
    """One day of a chart: people (延べ), or None where nobody came."""

    on: date
    people: int


def per_day(actor: Actor, period: Period) -> list[Day]:
    """Return the people of each day of a period, split by the figure itself."""
    figure = queries.figure(DAILY)
    counts = (
        figure.split(actor, period, "day") if figure.split and "day" in figure.breakdowns else {}
    )
    days = (period.to_on - period.from_on).days + 1
    every = (period.from_on + timedelta(days=n) for n in range(days))
    return [Day(on, counts.get(on.isoformat(), 0)) for on in every]


def daily_chart(days: list[Day]) -> str:
    """Return a bar chart of a month as the address of an SVG image (data URI)."""
    chart = pygal.Bar(
        style=_STYLE,
        show_legend=False,
        width=960,
        height=300,
        margin=8,
        js=[],
        disable_xml_declaration=True,
        x_labels_major_every=5,
        show_minor_x_labels=False,
        min_scale=4,
        spacing=20,
        no_prefix=True,
    )
    chart.x_labels = [str(day.on.day) for day in days]
    chart.add(_("来館者数"), [day.people or None for day in days])
    svg = chart.render(is_unicode=True).encode()
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode("ascii")
