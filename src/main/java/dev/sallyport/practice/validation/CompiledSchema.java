package dev.sallyport.practice.validation;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.FailFastAssertionException;
import com.networknt.schema.Schema;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.NodePath;
import dev.sallyport.pipeline.Reason;
import dev.sallyport.practice.validation.Judgement.Finding;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A schema ready to check values with; safe for use by many threads. */
public final class CompiledSchema implements SchemaOutcome {
    private final @Nullable UsualSchema usual;
    private final Schema schema;
    private final ExecutionConfig execution;
    private final Reason mismatch;
    private final Set<String> propertyNames;

    CompiledSchema(
            @Nullable UsualSchema usual,
            Schema schema,
            ExecutionConfig execution,
            Reason mismatch,
            Set<String> propertyNames) {
        this.usual = usual;
        this.schema = schema;
        this.execution = execution;
        this.mismatch = mismatch;
        this.propertyNames = propertyNames;
    }

    /** The first thing in {@code value} that breaks the schema; whatever keeps the check from ending is a finding too. */
    public Judgement judge(JsonNode value) {
        return usual != null && usual.accepts(value) ? Judgement.CLEAN : judgeInFull(value);
    }

    /** The same judgement without the quick form. */
    Judgement judgeInFull(JsonNode value) {
        ExecutionContext context = new ExecutionContext(execution);
        try {
            schema.validate(context, value);
            return context.getErrors().isEmpty()
                    ? Judgement.CLEAN
                    : finding(context.getErrors().getFirst());
        } catch (FailFastAssertionException failure) {
            return finding(failure.getError());
        } catch (SchemaLimitReached limit) {
            return new Finding(limit.reason(), "", SchemaSentences.limit(limit.reason()));
        } catch (ValidationLimitExceededException _) {
            return new Finding(
                    ValidationReasons.SCHEMA_EFFORT, "", SchemaSentences.limit(ValidationReasons.SCHEMA_EFFORT));
        } catch (RuntimeException _) {
            // on odd schemas the library fails in its own ways (null pointers, casts): a property of the schema
            return new Finding(
                    ValidationReasons.SCHEMA_INVALID, "", SchemaSentences.limit(ValidationReasons.SCHEMA_INVALID));
        }
    }

    private Finding finding(Error error) {
        return new Finding(mismatch, pointer(error.getInstanceLocation()), SchemaSentences.rule(error));
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
