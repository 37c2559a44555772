from ui.page.markup import button, plain, table, to_html


def test_nothing_of_a_text_becomes_a_tag() -> None:
    html = to_html('<script>alert(1)</script> **<b>粗</b>** [x](javascript:alert(1)) <img src=x onerror="a">')
    assert "<script" not in html
    assert "<img" not in html
    assert "<strong>&lt;b&gt;粗&lt;/b&gt;</strong>" in html
    assert "<a" not in html


def test_the_marks_of_the_wording() -> None:
    html = to_html("一句话。\n\n**先做**\n- 甲\n  - 乙\n\n1. 头\n2. 尾\n\n> 引\n\n---\n\n## 题")
    assert html == (
        '<p>一句话。</p><p><strong>先做</strong></p><ul><li>甲</li><li class="deeper">乙</li></ul><ol><li>头</li><li>尾</li></ol>'
        "<blockquote><p>引</p></blockquote><hr><h4>题</h4>"
    )


def test_a_table_of_the_wording() -> None:
    html = to_html("| 项目 | 原来 |\n|---|---|\n| 低保 | — |")
    assert '<th scope="row" role="rowheader">低保</th>' in html
    assert '<td role="cell" class="none" data-label="原来">—</td>' in html


def test_a_table_without_rows_is_no_fault() -> None:
    assert to_html("|---|") == ""
    assert table((), ()).startswith("<table")


def test_a_button_escapes_what_it_carries() -> None:
    html = button('a"b', "submit", say='"><script>')
    assert "<script>" not in html
    assert 'data-say="&quot;&gt;&lt;script&gt;"' in html


def test_plain_words_for_the_live_region() -> None:
    assert plain("**先做**：\n- 甲\n## 题") == "先做： 甲 题"
