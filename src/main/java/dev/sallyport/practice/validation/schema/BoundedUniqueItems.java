package dev.sallyport.practice.validation.schema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.keyword.UniqueItemsValidator;
import com.networknt.schema.path.NodePath;
import tools.jackson.databind.JsonNode;

/** The keyword {@code uniqueItems}, which refuses arrays too long to be compared. Source: JSON Schema 2020-12, 6.4.3. */
record BoundedUniqueItems(int itemsMax) implements Keyword {
    @Override
    public String getValue() {
        return "uniqueItems";
    }

    @Override
    public KeywordValidator newValidator(
            SchemaLocation location, JsonNode value, Schema parent, SchemaContext context) {
        return new Bounded(location, value, parent, context, itemsMax);
    }

    private static final class Bounded extends UniqueItemsValidator {
        private final boolean unique;
        private final int itemsMax;

        Bounded(SchemaLocation location, JsonNode value, Schema parent, SchemaContext context, int itemsMax) {
            super(location, value, parent, context);
            this.unique = value.isBoolean() && value.booleanValue();
            this.itemsMax = itemsMax;
        }

        @Override
        public void validate(ExecutionContext execution, JsonNode node, JsonNode root, NodePath place) {
            if (!unique || !node.isArray()) {
                return;
            }
            if (node.size() > itemsMax) {
                throw new SchemaLimitReached(SchemaReasons.SCHEMA_UNIQUE_ITEMS);
            }
            super.validate(execution, node, root, place);
        }
    }
}
