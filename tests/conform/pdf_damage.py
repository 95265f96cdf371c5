"""Breaks a small brief in many ways: each break must be found by the checks of pdf.py or
by veraPDF. A check that nothing can fail is no check.

Used by `pdf.py --damage`; each function takes a pikepdf.Pdf and breaks one thing in it.
"""

import re

import pikepdf
from pikepdf import Array, Dictionary, Name, String

BREAKS = []


def breaks(function):
    BREAKS.append(function)
    return function


def elements(pdf, *kinds):
    """The structure elements of these kinds, in the order of the tree."""
    stack = [pdf.Root.StructTreeRoot.K]
    while stack:
        node = stack.pop()
        if isinstance(node, Array):
            stack += reversed(list(node))
        elif isinstance(node, Dictionary):
            if "/S" in node and (not kinds or str(node.S).removeprefix("/") in kinds):
                yield node
            if "/K" in node:
                stack.append(node.K)


def first(pdf, *kinds):
    return next(elements(pdf, *kinds))


def metadata(pdf, old, new):
    data = pdf.Root.Metadata.read_bytes()
    changed = re.sub(old, new, data, count=1)
    assert changed != data, old
    pdf.Root.Metadata.write(changed)


def contents(pdf, old, new):
    page = pdf.pages[0]
    page.contents_coalesce()
    data = page.Contents.read_bytes()
    changed = re.sub(old, new, data, count=1, flags=re.S)
    assert changed != data, old
    page.Contents.write(changed)


def fonts(pdf):
    return [font for _, font in sorted(pdf.pages[0].Resources.Font.items())]


def links(pdf):
    return [link for page in pdf.pages for link in page.get("/Annots", [])]


@breaks
def a_figure_without_alternative_text(pdf):
    del first(pdf, "Figure")["/Alt"]


@breaks
def a_figure_with_empty_alternative_text(pdf):
    first(pdf, "Figure").Alt = String("")


@breaks
def a_heading_level_skipped(pdf):
    first(pdf, "H2").S = Name.H4


@breaks
def two_titles(pdf):
    first(pdf, "H2").S = Name.H1


@breaks
def a_header_cell_without_scope(pdf):
    del first(pdf, "TH")["/A"]


@breaks
def a_row_without_a_cell(pdf):
    row = list(elements(pdf, "TR"))[1]
    row.K = Array(list(row.K)[:-1])


@breaks
def a_list_item_outside_of_a_list(pdf):
    first(pdf, "L").S = Name.P


@breaks
def tags_in_another_order_than_the_text(pdf):
    document = first(pdf, "Document")
    document.K = Array(list(reversed(list(document.K))))


@breaks
def two_paragraphs_that_are_swapped(pdf):
    document = first(pdf, "Document")
    kids = list(document.K)
    two = [n for n, kid in enumerate(kids) if str(kid.S) == "/P"][:2]
    kids[two[0]], kids[two[1]] = kids[two[1]], kids[two[0]]
    document.K = Array(kids)


@breaks
def content_without_a_tag(pdf):
    contents(pdf, rb"/\w+\s*<<\s*/MCID 0\s*>>\s*BDC(.*?)\bEMC\b", rb"\1")


@breaks
def content_of_no_element(pdf):
    contents(pdf, rb"(<<\s*/MCID) 0\s*>>", rb"\1 99999>>")


@breaks
def an_artifact_within_tagged_content(pdf):
    contents(pdf, rb"(/\w+\s*<<\s*/MCID 0\s*>>\s*BDC)(.*?)(\bEMC\b)", rb"\1 /Artifact BMC \2 EMC \3")


@breaks
def no_tags(pdf):
    del pdf.Root["/StructTreeRoot"]


@breaks
def not_marked(pdf):
    del pdf.Root["/MarkInfo"]


@breaks
def no_parents_of_contents(pdf):
    for page in pdf.pages:
        del page["/StructParents"]


@breaks
def no_parent_tree(pdf):
    del pdf.Root.StructTreeRoot["/ParentTree"]


@breaks
def roles_in_a_circle(pdf):
    pdf.Root.StructTreeRoot.RoleMap = Dictionary(Alpha=Name.Beta, Beta=Name.Alpha)
    first(pdf, "P").S = Name.Alpha


@breaks
def a_role_of_no_standard(pdf):
    first(pdf, "P").S = Name.Gamma


@breaks
def a_note_without_a_name(pdf):
    del first(pdf, "Note")["/ID"]


@breaks
def two_notes_of_one_name(pdf):
    one, two = list(elements(pdf, "Note"))[:2]
    two.ID = one.ID


@breaks
def no_title(pdf):
    del pdf.trailer.Info["/Title"]
    metadata(pdf, rb"(?s)<dc:title>.*?</dc:title>", b"")


@breaks
def another_title_in_the_metadata(pdf):
    metadata(pdf, rb"(x-default\">)", rb"\1Not ")


@breaks
def a_title_that_is_not_shown(pdf):
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


@breaks
def no_language(pdf):
    del pdf.Root["/Lang"]


@breaks
def a_language_that_is_none(pdf):
    pdf.Root.Lang = String("not a language")


@breaks
def no_metadata(pdf):
    del pdf.Root["/Metadata"]


@breaks
def metadata_that_are_no_xml(pdf):
    metadata(pdf, rb"</rdf:RDF>", b"")


@breaks
def another_part_of_pdf_ua(pdf):
    metadata(pdf, rb"<pdfuaid:part>1", b"<pdfuaid:part>7")


@breaks
def another_part_of_pdf_a(pdf):
    metadata(pdf, rb"<pdfaid:part>3", b"<pdfaid:part>1")


@breaks
def another_conformance_to_pdf_a(pdf):
    metadata(pdf, rb"<pdfaid:conformance>A", b"<pdfaid:conformance>B")


@breaks
def no_output_intent(pdf):
    del pdf.Root["/OutputIntents"]


@breaks
def a_font_that_is_not_embedded(pdf):
    descriptor = fonts(pdf)[0].DescendantFonts[0].FontDescriptor
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


@breaks
def a_font_without_unicode(pdf):
    del fonts(pdf)[0]["/ToUnicode"]


@breaks
def a_glyph_that_means_nothing(pdf):
    font = fonts(pdf)[0]
    data = font.ToUnicode.read_bytes()
    font.ToUnicode.write(re.sub(rb"(<0003> )<[0-9A-F]+>", rb"\1<FFFD>", data))


@breaks
def widths_that_are_wrong(pdf):
    descendant = fonts(pdf)[0].DescendantFonts[0]
    descendant.W = Array([1, Array([1] * 400)])


@breaks
def an_empty_box(pdf):
    contents(pdf, rb"<([0-9A-Fa-f]{4})([0-9A-Fa-f]*)>(\s*[-\d.\]]*.{0,200}?T[jJ])", rb"<0000\2>\3")


@breaks
def an_attachment_that_was_changed(pdf):
    file = pdf.Root.AF[0].EF.F
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write(bytes(data))


@breaks
def an_attachment_that_is_gone(pdf):
    del pdf.Root["/AF"]
    del pdf.Root["/Names"]


@breaks
def an_attachment_without_its_relation(pdf):
    del pdf.Root.AF[0]["/AFRelationship"]


@breaks
def an_attachment_of_another_relation(pdf):
    pdf.Root.AF[0].AFRelationship = Name.Data


@breaks
def an_attachment_without_its_type(pdf):
    for file in (pdf.Root.AF[0].EF.F, pdf.Root.AF[0].EF.UF):
        if "/Subtype" in file:
            del file["/Subtype"]


@breaks
def a_link_without_words(pdf):
    del links(pdf)[0]["/Contents"]


@breaks
def a_link_without_a_tag(pdf):
    del links(pdf)[0]["/StructParent"]


@breaks
def a_link_that_is_not_printed(pdf):
    links(pdf)[0].F = 2


@breaks
def a_link_that_leads_nowhere(pdf):
    link = next(link for link in links(pdf) if "/Dest" in link)
    link.Dest = Array([pdf.make_indirect(Dictionary()), Name.XYZ, 0, 0, None])


@breaks
def pages_without_an_order_of_links(pdf):
    for page in pdf.pages:
        del page["/Tabs"]


@breaks
def no_bookmarks(pdf):
    del pdf.Root["/Outlines"]


@breaks
def a_bookmark_that_leads_nowhere(pdf):
    pdf.Root.Outlines.First.Dest = Array([pdf.make_indirect(Dictionary()), Name.Fit])


@breaks
def a_program_that_runs_when_opened(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('x')"))


@breaks
def words_that_are_gone(pdf):
    page = pdf.pages[0]
    page.contents_coalesce()
    page.Contents.write(re.sub(rb"<[0-9A-Fa-f]{4}>", b"<>", page.Contents.read_bytes()))


def encrypted(pdf, path):
    pdf.save(path, encryption=pikepdf.Encryption(owner="o", user="", R=6))


def make(source, folder):
    """The broken files, by what is broken, and one that is whole."""
    made = {}
    with pikepdf.open(source) as pdf:
        pdf.save(folder / "whole.pdf", static_id=True)
        encrypted(pdf, folder / "encrypted.pdf")
    for function in BREAKS:
        with pikepdf.open(source) as pdf:
            function(pdf)
            path = folder / f"{function.__name__}.pdf"
            # An author's change would not leave the old identifier either.
            pdf.save(path, static_id=True, fix_metadata_version=False)
            made[function.__name__] = path
    made["encrypted"] = folder / "encrypted.pdf"
    return folder / "whole.pdf", made
