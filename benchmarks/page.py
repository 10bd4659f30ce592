"""How heavy the page of the sample document is, and when Chromium has painted it, in milliseconds.

Needs the tests' dependencies and a Chromium named `chromium`.
"""

import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tei_edition import tei
from tei_edition.rendering import render_html

ROOT = Path(__file__).parents[1]
RUNS = 9


def main() -> None:
    """Print weight and times."""
    [document] = (ROOT / "tei" / "documents").glob("*.xml")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder) / "page.html"
        page.write_text(render_html(tei.read(document)), encoding="utf-8")
        print(f"{page.stat().st_size} bytes, style and script included")
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for width in (390, 1440):
            times = []
            for _ in range(RUNS + 1):
                tab = chromium.new_page(viewport={"width": width, "height": 900})
                tab.goto(page.as_uri())
                while not (painted := tab.evaluate("performance.getEntriesByType('paint').map((e) => e.startTime)")):
                    tab.wait_for_timeout(20)
                times.append(max(painted))
                tab.close()
            low, middle, high = min(times[1:]), statistics.median(times[1:]), max(times[1:])
            print(f"{width:5} px: first painted after {low:.0f}, {middle:.0f}, {high:.0f} ms (min, median, max)")
        chromium.close()


if __name__ == "__main__":
    main()
