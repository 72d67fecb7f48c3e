"""The three bases of all screens: read one thing, list many, submit a form."""

from programs.kernel.views.base import KernelView, PageView
from programs.kernel.views.form import FormPage
from programs.kernel.views.listing import Column, ListPage
from programs.kernel.views.parts import say_with_undo, text_of

__all__ = [
    "Column",
    "FormPage",
    "KernelView",
    "ListPage",
    "PageView",
    "say_with_undo",
    "text_of",
]
