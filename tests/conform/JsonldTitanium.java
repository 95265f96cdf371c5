import com.apicatalog.jsonld.JsonLd;
import com.apicatalog.jsonld.JsonLdError;
import com.apicatalog.jsonld.JsonLdErrorCode;
import com.apicatalog.jsonld.JsonLdOptions;
import com.apicatalog.jsonld.document.JsonDocument;
import com.apicatalog.rdf.nquads.NQuadsWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Titanium, failing at every term that the context does not define.
 *
 * <p>{@code java -cp JARS JsonldTitanium.java OUT FILE...} writes the statements of each FILE into
 * OUT/FILE.titanium.nq. Nothing is fetched.
 */
public class JsonldTitanium {
  public static void main(String[] args) throws Exception {
    Path out = Path.of(args[0]);
    for (int n = 1; n < args.length; n++) {
      Path file = Path.of(args[n]);
      JsonLdOptions options = new JsonLdOptions((url, loading) -> {
        throw new JsonLdError(JsonLdErrorCode.LOADING_DOCUMENT_FAILED, "would fetch " + url);
      });
      options.setUndefinedTermsPolicy(JsonLdOptions.ProcessingPolicy.Fail);
      Path target = out.resolve(file.getFileName() + ".titanium.nq");
      try (Reader reader = Files.newBufferedReader(file);
          Writer writer = Files.newBufferedWriter(target)) {
        NQuadsWriter statements = new NQuadsWriter(writer);
        JsonLd.toRdf(JsonDocument.of(reader)).options(options).provide(statements);
      }
    }
  }
}
