"""The site's settings with two bare views beside it."""

from hubsite import settings as site

globals().update({name: value for name, value in vars(site).items() if name.isupper()})

INSTALLED_APPS = [*site.INSTALLED_APPS, "tests.bench"]
ROOT_URLCONF = "tests.bench.bare_urls"
KERNEL_OPEN_MODULES = (*site.KERNEL_OPEN_MODULES, "tests.bench.")
