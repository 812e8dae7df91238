"""This file is about choosing a language: kept in a cookie, back to the page, and each page remembered for its own."""


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


def test_each_language_has_its_own_page_and_says_so(open_pages):
    pages = open_pages()  # their cookies are nobody else's
    english = pages.get("/measures")
    arabic = pages.get("/measures", headers={"accept-language": "ar"})
    assert '<html lang="en" dir="ltr"' in english.text
    assert '<html lang="ar" dir="rtl"' in arabic.text
    assert arabic.headers["content-language"] == "ar"
    assert "Accept-Language" in arabic.headers["vary"]
    assert '<html lang="en" dir="ltr"' in pages.get("/measures").text
