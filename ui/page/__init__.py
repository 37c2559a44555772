"""The Gradio page. Gradio reads these switches when it is imported, so they are set before: nothing is reported to anybody."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
