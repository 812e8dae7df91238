"""This file is about the editor's forms: of one thing, a goal as a sentence, a KPI beside its past, questions."""
