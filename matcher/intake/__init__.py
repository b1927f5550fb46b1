"""取込: files in, checked rows out; the only floor that ever sees a 個人番号.

Layer 1 of the judgement (design, section 4): encodings, structure, check digits, dates and code
tables. A faulty row is a value that travels on with its defect; a faulty file is a refusal.
"""
