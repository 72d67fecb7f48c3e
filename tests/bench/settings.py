"""The site's settings with two bare views beside it."""

from hubsite.settings import *  # noqa: F403
from hubsite.settings import INSTALLED_APPS, KERNEL_OPEN_MODULES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]
ROOT_URLCONF = "tests.bench.bare_urls"
KERNEL_OPEN_MODULES = (*KERNEL_OPEN_MODULES, "tests.bench.")
