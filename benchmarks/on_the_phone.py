"""`python -m benchmarks.on_the_phone`: what it would take to read a concern on the phone itself.

Prints the size of what the page would load for each thing that it tells while somebody writes, and
the time in Chromium with the processor slowed down six times, as on a phone of 150 dollars: to
prepare the two largest, and to read texts of the sample. Results: docs/decisions/0063.
"""

import json
from statistics import median, quantiles

import brotli
from playwright.sync_api import sync_playwright

from benchmarks.servers import ROOT
from coffeecop.analysis.training_data import STARTER_SAMPLES
from coffeecop.models.topics import STARTER_TOPICS
from tests.journeys.browser import system_browser

ENGINE = ROOT / "coffeecop/engine"
DETECTORS = ENGINE / "detectors"
PARTS = {
    "topics": [STARTER_TOPICS, STARTER_SAMPLES],
    "danger": [DETECTORS / "danger_words.json", DETECTORS / "danger.toml"],
    "about an officer": [DETECTORS / "complaint_words.json", DETECTORS / "complaint.toml"],
    "private details": [DETECTORS / "names.toml", *sorted((DETECTORS / "personal").glob("*.py"))],
    "kind": [ENGINE / "kinds.toml"],
}
SLOWDOWN = 6
MOST_BYTES, MOST_MS = 60_000, 30
TEXTS = 200
# The heart of engine/likeliest.py and detectors/linear.py: the sums over postings and weights.
# Concepts, spellings and rules are left out, so that the real times are longer.
SCRIPT = r"""
([topics, danger, texts]) => {
  const timed = (run) => {
    const start = performance.now();
    return [run(), performance.now() - start];
  };
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) || [];
  const parts = (text) => {
    const found = new Set(words(text));
    for (const word of [...found].map((each) => `<${each}>`)) {
      for (const length of [4, 5]) {
        for (let at = 0; at + length <= word.length; at += 1) {
          found.add(word.slice(at, at + length));
        }
      }
    }
    return found;
  };
  const [postings, topicsMs] = timed(() => {
    const found = new Map();
    JSON.parse(topics).forEach((text, place) => {
      for (const part of parts(text)) {
        found.set(part, [...(found.get(part) || []), place]);
      }
    });
    return found;
  });
  const [weights, dangerMs] = timed(() => {
    return new Map(Object.entries(JSON.parse(danger).weights));
  });
  const read = (text) => {
    const scores = new Map();
    for (const part of parts(text)) {
      for (const place of postings.get(part) || []) scores.set(place, (scores.get(place) || 0) + 1);
    }
    for (const sentence of text.split(/[.!?]/)) {
      const single = words(sentence);
      const pairs = single.slice(1).map((word, at) => `${single[at]} ${word}`);
      const sums = [0, 0, 0, 0, 0, 0];
      for (const feature of [...single, ...pairs]) {
        (weights.get(feature) || []).forEach((weight, kind) => { sums[kind] += weight; });
      }
    }
  };
  return { topicsMs, dangerMs, reads: texts.map((text) => timed(() => read(text))[1]) };
}
"""


def main() -> None:
    packed = sum(print_size(name, read(files)) for name, files in PARTS.items())
    print(f"{'all':18}{'':10}{packed:10,} bytes with brotli (goal {MOST_BYTES:,})\n")
    found = measure()
    most = quantiles(found["reads"], n=20)[-1]
    print(f"With the processor {SLOWDOWN} times slower, ms (goal {MOST_MS})")
    print(f"prepare topics {found['topicsMs']:.0f}, danger {found['dangerMs']:.0f}")
    print(f"read a text {median(found['reads']):.1f}, one of twenty over {most:.1f}")


def read(files) -> bytes:
    return b"".join(file.read_bytes() for file in files)


def print_size(name: str, content: bytes) -> int:
    size = len(brotli.compress(content))
    print(f"{name:18}{len(content):10,}{size:10,}")
    return size


def measure() -> dict:
    told = json.loads(STARTER_SAMPLES.read_text("utf-8"))
    topics = [
        json.dumps([topic, told[topic["key"]]], ensure_ascii=False)
        for topic in json.loads(STARTER_TOPICS.read_text("utf-8"))
    ]
    lines = (ENGINE / "sample/texts.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines[:TEXTS]]
    danger = (DETECTORS / "danger_words.json").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=system_browser(), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.context.new_cdp_session(page).send(
            "Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN}
        )
        found = page.evaluate(SCRIPT, [json.dumps(topics), danger, texts])
        browser.close()
    return found


if __name__ == "__main__":
    main()
