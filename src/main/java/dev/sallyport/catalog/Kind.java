package dev.sallyport.catalog;

/** What a server can list. Source: MCP 2026-07-28, Server Features. */
public enum Kind {
    TOOL("tools", "name"),
    PROMPT("prompts", "name"),
    RESOURCE("resources", "uri"),
    TEMPLATE("resourceTemplates", "uriTemplate");

    private final String member;
    private final String key;

    Kind(String member, String key) {
        this.member = member;
        this.key = key;
    }

    /** The member of a result that holds the list. */
    public String member() {
        return member;
    }

    /** The member of an item by which its server knows it. */
    public String key() {
        return key;
    }

    /** True where items get another name in the sum; resources and templates keep what links in contents refer to. */
    public boolean isNamed() {
        return this == TOOL || this == PROMPT;
    }
}
