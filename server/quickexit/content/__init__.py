"""Words, questions and contacts of each language, and what a deployment puts over them.

`loader` reads a language whole; `validation` names what is wrong with it.
"""
