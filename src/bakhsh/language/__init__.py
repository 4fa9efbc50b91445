"""Words for people: sentences, catalogues, digits, dates, money units and matching keys."""

from bakhsh.language.locale import ENGLISH
from bakhsh.language.render import render
from bakhsh.language.sentences import speak_english_with

speak_english_with(lambda sentence: render(sentence, ENGLISH))
