"""How Sphinx makes the site. `make site` calls it, by build.py."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import build

# The page of a learner's progress shows that of nobody, not that of whoever builds the site.
os.environ["NNBASICS_PROGRESS"] = "off"

project = "Neural Network Basics"
author = "the authors of Neural Network Basics"
language = "en"
extensions = ["myst_nb", "pages"]

# --- notebooks ---------------------------------------------------------------------------

# A notebook is run when its code, the course's library or a package it uses has changed.
nb_execution_mode = "cache"
nb_execution_cache_path = str(build.cache_folder())
nb_execution_timeout = 300  # seconds for a cell; the tests hold each to 20
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_output_stderr = "show"
nb_merge_streams = True
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Hide the {type}"
nb_mime_priority_overrides = [("html", "text/html", 15)]  # a table before its plain text

myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 4
myst_heading_slug_func = "pages.anchor"
suppress_warnings = ["toc.empty_glob"]  # a page of the table of contents that is not there

# --- what a page loads: all of it from the site itself -----------------------------------

mathjax_path = "mathjax/tex-chtml-full.js"
# The menu would load more, on a right click; the formulas' text for screen readers stays.
mathjax3_config = {"options": {"enableMenu": False}}
nb_ipywidgets_js = {}

html_theme = "furo"
html_title = project
html_short_title = project
html_favicon = "static/icon.svg"
html_static_path = ["static", str(build.vendor_folder())]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_scaled_image_link = False
html_use_index = False
html_theme_options = {"top_of_page_buttons": [], "navigation_with_keys": False}
