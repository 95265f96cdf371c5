"""Ways to damage a TEI file, each of which a judge must see.

A mutation has a name, an XPath that finds what is damaged, and what is done to it; that
returns False where a file has not what it needs.
"""

XML = "{http://www.w3.org/XML/1998/namespace}"
TEI = "{http://www.tei-c.org/ns/1.0}"


def put(name, value):
    return lambda element: element.set(name, value)


def drop(name):
    return lambda element: element.attrib.pop(name)


def remove(element):
    element.getparent().remove(element)


def say(text):
    def change(element):
        element.text = text

    return change


def rename(name):
    def change(element):
        element.tag = TEI + name

    return change


def again(element):
    """The element a second time, after itself."""
    import copy

    element.addnext(copy.deepcopy(element))


def swap_sources(element):
    """Another passage in the attribute than in the words."""
    others = element.xpath("//t:annotation/@source", namespaces={"t": TEI[1:-1]})
    other = next((o for o in others if o != element.get("source")), None)
    return bool(other) and element.set("source", other)


def another_record(element):
    others = element.xpath("//t:listAnnotation/@corresp", namespaces={"t": TEI[1:-1]})
    other = next((o for o in others if o != element.get("target")), None)
    return bool(other) and element.set("target", other)


def choose(element):
    """One date of several that differ, in the attribute of the event."""
    event = element.get("target").split(".")[0].removeprefix("#").removeprefix("R.")
    found = element.xpath("//t:event[@xml:id=$id]", namespaces={"t": TEI[1:-1]}, id=event)
    return bool(found) and found[0].set("when", "2012-12-12")


CLAIM = "//t:annotation[@motivation='describing'][not(starts-with(@xml:id, 'R.'))]"

MUTATIONS = [
    ("a claim without its witness", CLAIM, drop("source")),
    ("a witness that is not there", CLAIM, put("source", "#P.nobody.1")),
    ("a witness that is a record, not a passage", CLAIM,
     lambda e: e.set("source", e.get("target"))),
    ("a claim about another record", CLAIM, another_record),
    ("a claim named after another field", CLAIM,
     lambda e: e.set(XML + "id", e.get(XML + "id").split(".")[0] + ".other.00000000")),
    ("a claim that does not say of which field it is", CLAIM, drop("ana")),
    ("a claim twice", CLAIM, again),
    ("a name that begins with a digit", CLAIM, put(XML + "id", "1st")),
    ("other passages in words than for programs",
     "//t:annotation[@motivation='classifying'][t:note[@type='cite']]",
     swap_sources),
    ("a code that is in no list", "//t:note[@type='kind']/t:term",
     put("ref", "#Code.event-kind.no-such-kind")),
    ("a category that is lost", "//t:category[@xml:id='Register.event'][//t:listAnnotation[@subtype='event']]", remove),
    ("a record of another kind for readers than for programs",
     "//t:annotation[@motivation='classifying']/t:note[@type='kind']/t:term",
     lambda e: e.set("ref", e.xpath("//t:category[starts-with(@xml:id,'Code.mode.')]/@xml:id",
                                    namespaces={"t": TEI[1:-1]})[0].join(["#", ""]))),
    ("a record without its kind", "//t:annotation[@motivation='classifying']", remove),
    ("a record without an entry", "//t:event[@xml:id][ancestor::t:text]", remove),
    ("an entry without claims", "//t:listAnnotation[@type='record'][@subtype='place']", remove),
    ("a date that is none", "//t:date[ancestor::t:annotation][@when]", put("when", "2009-13-01")),
    ("a year of five digits", "//t:date[ancestor::t:annotation][@when]", put("when", "20091")),
    ("a date that does not agree with its EDTF", "//t:date[ancestor::t:annotation][@when]",
     put("when", "1901-02-03")),
    ("an interval that does not agree with its EDTF", "//t:date[ancestor::t:annotation][@from]",
     put("from", "1901")),
    ("a date both at once and from then on", "//t:date[ancestor::t:annotation][@when]",
     put("from", "2001")),
    ("a date without its EDTF where it is authoritative", "//t:date[ancestor::t:annotation][@when-custom]",
     lambda e: (e.attrib.pop("when-custom"), e.attrib.pop("datingMethod"))),
    ("a date that is chosen where sources differ",
     "//t:alt[contains(substring-before(@target, ' '), '.date.')]", choose),
    ("a date without words", "//t:date[ancestor::t:text]", say(None)),
    ("a quantity that is no number", "//t:measure[@quantity]", put("quantity", "120,000")),
    ("a quantity other than that for programs",
     "//t:measure[@quantity][../t:fs][ancestor::t:annotation]", put("quantity", "7")),
    ("an unknown unit of what is measured", "//t:measure[@commodity]",
     put("commodity", "no-such-measure")),
    ("alternatives of which one is lost", "//t:alt", lambda e: e.set("target", e.get("target").split()[0])),
    ("readings that exclude each other, one way only", "//t:annotation[@exclude]", drop("exclude")),
    ("a passage without its hash", "//t:note[@type='sha256']", remove),
    ("a passage that is lost", "//t:item[@n][ancestor::t:note[@type='passages']]", remove),
    ("a participant without a role", "//t:event/t:listPerson/*[@role]", drop("role")),
    ("an attribute of our own", "//t:event", put("rapporteur", "yes")),
    ("an element that TEI does not have", "//t:event/t:eventName", rename("eventTitle")),
    ("an event that has both a name and a description", "//t:event/t:eventName",
     lambda e: e.addnext(e.makeelement(TEI + "desc"))),
    ("an empty list", "//t:event/t:listPerson[ancestor::t:text]",
     lambda e: [e.remove(child) for child in list(e)]),
    ("a paragraph in a paragraph", "//t:projectDesc/t:p",
     lambda e: e.append(e.makeelement(TEI + "p"))),
    ("two imprint dates", "//t:imprint/t:date", again),
    ("no licence", "//t:availability", remove),
    ("a source description that is lost", "//t:sourceDesc", remove),
    ("a hash that is none", "//t:idno[@type='sha256']", say("unknown")),
    ("a language that is none", "//*[@xml:lang][ancestor::t:text]", put(XML + "lang", "not a language")),
    ("text that is not in NFC", "//t:head", say("Cafe\u0301")),
    ("a relation without a name", "//t:relation", drop("name")),
    ("records that may be one, said to be one", "//t:relation[@name='possibly_same_as']", drop("cert")),
    ("an arrangement of which the editors are sure, said to be unsure",
     "//t:relation[@name != 'possibly_same_as']", put("cert", "low")),
    ("a correction for which nobody answers",
     "//t:annotation[t:note[@type='as_printed']/t:sic]", drop("resp")),
]
