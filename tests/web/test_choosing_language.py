"""This file is about choosing a language: kept in a cookie, back to the page, and each page remembered for its own."""

import json
import re

from tests.languages.brackets import brackets

from fourscore.web.languages.scripts import messages_of_scripts

__all__ = ["brackets"]


def test_chosen_language_is_kept_and_leads_back(open_pages):
    pages = open_pages()  # their cookies are nobody else's
    there = {"referer": "http://localhost/measures?q=wait", "sec-fetch-site": "same-origin", "host": "localhost"}
    answer = pages.post("/language", data={"language": "ar"}, headers=there, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/measures?q=wait"
    assert "language=ar" in answer.headers["set-cookie"]
    elsewhere = pages.post("/language", data={"language": "xx"}, follow_redirects=False, headers={
        **there, "referer": "http://elsewhere.example/measures"})
    assert elsewhere.headers["location"] == "/"
    assert "set-cookie" not in elsewhere.headers


def test_language_is_chosen_without_script_before_signing_in(open_pages):
    page = open_pages().get("/sign-in", headers={"accept-language": "de"}).text
    assert re.findall(r'<button class="btn" name="language" value="(\w+)" lang="\w+"( aria-current="true")?', page) == [
        ("en", ""), ("de", ' aria-current="true"'), ("es", ""), ("ar", "")]


def test_each_language_has_its_own_page_and_says_so(open_pages):
    pages = open_pages()  # their cookies are nobody else's
    english = pages.get("/measures")
    arabic = pages.get("/measures", headers={"accept-language": "ar"})
    assert '<html lang="en" dir="ltr"' in english.text
    assert '<html lang="ar" dir="rtl"' in arabic.text
    assert arabic.headers["content-language"] == "ar"
    assert "Accept-Language" in arabic.headers["vary"]
    assert '<html lang="en" dir="ltr"' in pages.get("/measures").text

def test_page_in_another_language_brings_the_scripts_words(open_pages, brackets):
    pages = open_pages()  # their cookies are nobody else's
    assert "data-words" not in pages.get("/measures").text
    there = pages.get("/measures", headers={"cookie": f"language={brackets['language']}"}).text
    block = re.search(r'<script type="application/json" data-words>(.*?)</script>', there)
    assert block is not None
    assert json.loads(block[1]) == {message: f"⟦{message}⟧" for message in messages_of_scripts()}


def test_page_names_the_centres_clock_and_how_far_it_is_complete(open_pages):
    page = open_pages().get("/measures").text
    assert 'data-clock="Europe/Berlin" hidden' in page
    assert '<time datetime="20' in open_pages().get("/scorecard").text
