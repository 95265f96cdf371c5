"""A small edition out of a large one: some records, with all that they point to.

Judges take long for a large file; what damage they see they see in a small one too.
"""

XML = "{http://www.w3.org/XML/1998/namespace}"
TEI = "{http://www.tei-c.org/ns/1.0}"
SPACES = {"t": TEI[1:-1]}
ENTRIES = "//*[self::t:person or self::t:org or self::t:place or self::t:event or self::t:biblStruct or self::t:item][@xml:id][@ana]"
POINTERS = "target ref corresp source who toWhom where active passive exclude".split()


def record_of(pointer):
    """The record to which a pointer leads, or that of a claim, a reading, a passage."""
    name = pointer.partition("#")[2]
    if name[:2] in ("R.", "G.", "A.", "P.", "L."):
        name = name[2:]
    return name.partition(".")[0]


def around(element):
    """The record to which an element belongs."""
    for one in (element, *element.iterancestors()):
        if one.tag == TEI + "listAnnotation" and one.get("type") == "record":
            return record_of(one.get("corresp"))
        if one.get("ana") and one.get(XML + "id") and one.tag != TEI + "annotation":
            return one.get(XML + "id")
        if one.tag == TEI + "alt":
            return record_of(one.get("target").split()[0])
        if one.tag == TEI + "relation":
            return record_of(one.get("active"))
    return None


def pieces(root):
    """What of each record there is: its claims, its entry."""
    found = {}
    for one in root.xpath("//t:listAnnotation[@type='record']", namespaces=SPACES):
        found.setdefault(record_of(one.get("corresp")), []).append(one)
    for one in root.xpath(ENTRIES, namespaces=SPACES):
        found.setdefault(one.get(XML + "id"), []).append(one)
    return found


def shrink(root, selections):
    """Leaves of an edition what the selections find, with all that this points to."""
    for div in root.xpath("//t:div[@type='narrative' or @type='differences']", namespaces=SPACES):
        div.getparent().remove(div)
    records = pieces(root)
    sources = root.xpath("//t:sourceDesc//t:biblStruct/@xml:id", namespaces=SPACES)
    wanted = [*sources]
    for selection in selections:
        found = root.xpath(selection, namespaces=SPACES)
        if found:
            wanted.append(around(found[0]))
    kept = set()
    while wanted:
        record = wanted.pop()
        if record in kept or record not in records:
            continue
        kept.add(record)
        for element in (e for piece in records[record] for e in piece.iter("*")):
            for attribute in POINTERS:
                wanted += map(record_of, (element.get(attribute) or "").split())
    for record, found in records.items():
        if record not in kept:
            for piece in found:
                piece.getparent().remove(piece)
    for relation in root.xpath("//t:relation", namespaces=SPACES):
        if not {record_of(relation.get("active")), record_of(relation.get("passive"))} <= kept:
            relation.getparent().remove(relation)
    for alt in root.xpath("//t:alt", namespaces=SPACES):
        if record_of(alt.get("target").split()[0]) not in kept:
            alt.getparent().remove(alt)
    # Lists of which no more than the head is left.
    while True:
        bare = root.xpath(
            "//t:standOff//*[self::t:listAnnotation or self::t:altGrp]"
            "[not(*[not(self::t:head or self::t:desc)])] | //t:body//*[self::t:div or self::t:list or self::t:listPerson or self::t:listOrg"
            " or self::t:listPlace or self::t:listEvent or self::t:listBibl or self::t:listRelation]"
            "[not(*[not(self::t:head)])] | //t:body//t:item[not(node()[normalize-space()])]",
            namespaces=SPACES)
        if not bare:
            return
        for element in bare:
            element.getparent().remove(element)
