package dev.sallyport.practice.validation.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.FailFastAssertionException;
import com.networknt.schema.Schema;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.NodePath;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A schema ready to check values with; safe for use by many threads. */
public final class CompiledSchema implements SchemaOutcome {
    private final UsualSchema usual;
    private final Schema schema;
    private final ExecutionConfig execution;
    private final Reason mismatch;
    private final Set<String> propertyNames;

    CompiledSchema(
            UsualSchema usual, Schema schema, ExecutionConfig execution, Reason mismatch, Set<String> propertyNames) {
        this.usual = usual;
        this.schema = schema;
        this.execution = execution;
        this.mismatch = mismatch;
        this.propertyNames = propertyNames;
    }

    @Override
    public Verdict judge(JsonNode value) {
        return usual.accepts(value) ? Verdict.PASS : judgeInFull(value);
    }

    /** The same verdict without the quick form. */
    Verdict judgeInFull(JsonNode value) {
        ExecutionContext context = new ExecutionContext(execution);
        try {
            schema.validate(context, value);
            return context.getErrors().isEmpty()
                    ? Verdict.PASS
                    : mismatch(context.getErrors().getFirst());
        } catch (FailFastAssertionException failure) {
            return mismatch(failure.getError());
        } catch (SchemaLimitReached limit) {
            return stopped(limit.reason());
        } catch (ValidationLimitExceededException _) {
            return stopped(SchemaReasons.SCHEMA_EFFORT);
        } catch (RuntimeException _) {
            // on odd schemas the library fails in its own ways (null pointers, casts): a property of the schema
            return stopped(SchemaReasons.SCHEMA_INVALID);
        }
    }

    private Verdict mismatch(Error error) {
        return new Verdict.Deny(
                mismatch, Hint.Mend.at(pointer(error.getInstanceLocation()), SchemaSentences.rule(error)));
    }

    private static Verdict stopped(Reason reason) {
        return new Verdict.Deny(reason, Hint.Mend.at("", SchemaSentences.limit(reason)));
    }

    private String pointer(NodePath place) {
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < place.getNameCount(); i++) {
            Object step = place.getElement(i);
            pointer.append('/').append(step instanceof Integer index ? index.toString() : name(step.toString()));
        }
        return pointer.toString();
    }

    private String name(String step) {
        return propertyNames.contains(step) ? step.replace("~", "~0").replace("/", "~1") : "*";
    }
}
