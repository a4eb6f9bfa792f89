"""NER of one core: `nlp.pipe(batch_size=64)` against Tocsin's NameModel.

    OPENBLAS_NUM_THREADS=1 python benchmarks/bench_ner.py [--texts N] [--words N]

Both sides read the same texts in one run, in turns; the entities are compared one by
one. The texts are made from invented sentences with a fixed seed.
"""

import argparse
import random
import time
from importlib import import_module

from services.enrich.reading import Entity
from services.enrich.steps.models import DEFAULT_MODELS, NameModel

SEED = 7
AIM = 2.2
BATCH_TEXTS = 64
BASELINE_EXCLUDES = ["parser", "tagger", "lemmatizer", "attribute_ruler"]
SUBJECTS = [
    "The recruiter from Kathmandu",
    "Harbor Crest Gloves Sdn Bhd",
    "A worker named Anwar Hossain",
    "The Ministry of Labor",
    "Bright Loom Textiles Co., Ltd.",
    "U.S. Customs and Border Protection",
    "Her brother in Dhaka",
    "The mill near Aksu",
]
VERBS = [
    "took the passports of", "told", "withheld the wages of", "visited", "wrote to",
    "sent", "refused to pay", "was asked about",
]  # fmt: skip
OBJECTS = [
    "forty men from Nepal", "the Lotus Garment Group", "two women in Phnom Penh",
    "Clearwater Foods Inc. of Ohio", "the crew of the Hai Feng 18",
    "some 1,200 workers", "the buyers in Germany", "a reporter of the Daily Courier",
]  # fmt: skip
ENDS = ["in March 2023.", "on Monday.", "for $300 a month.", "last year.", "again."]


def make_texts(count: int, words: int) -> list[str]:
    """Texts of about so many words."""
    dice = random.Random(SEED)
    texts = []
    for _ in range(count):
        sentences: list[str] = []
        while sum(len(s.split()) for s in sentences) < words:
            parts = (dice.choice(p) for p in (SUBJECTS, VERBS, OBJECTS, ENDS))
            sentences.append(" ".join(parts))
        texts.append(" ".join(sentences))
    return texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=320)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--language", default="en", choices=sorted(DEFAULT_MODELS))
    args = parser.parse_args()
    package = DEFAULT_MODELS[args.language]
    texts = make_texts(args.texts, args.words)
    baseline = import_module(package).load(exclude=BASELINE_EXCLUDES)
    model = NameModel(package)
    spacy_s, tocsin_s, tokens, differ = [], [], 0, 0
    for _ in range(args.rounds):
        start = time.perf_counter()
        docs = list(baseline.pipe(texts, batch_size=BATCH_TEXTS))
        spacy_s.append(time.perf_counter() - start)
        start = time.perf_counter()
        found: list[tuple[Entity, ...]] = []
        for i in range(0, len(texts), BATCH_TEXTS):
            found += model.entities(texts[i : i + BATCH_TEXTS])
        tocsin_s.append(time.perf_counter() - start)
        tokens = sum(len(doc) for doc in docs)
        differ = sum(
            [(e.start_char, e.end_char, e.label_) for e in doc.ents]
            != [(e.start, e.end, e.label) for e in mine]
            for doc, mine in zip(docs, found, strict=True)
        )
    best_spacy, best_tocsin = min(spacy_s), min(tocsin_s)
    print(f"nlp.pipe   {tokens / best_spacy:10,.0f} tokens a second")
    print(f"NameModel  {tokens / best_tocsin:10,.0f} tokens a second")
    print(f"ratio      {best_spacy / best_tocsin:10.2f} (aim {AIM})")
    print(f"texts with other entities: {differ} of {len(texts)}")


if __name__ == "__main__":
    main()
