package dev.sallyport.practice.validation.argument;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Tells the class of a text argument from its name, its format and its siblings, and only where there is no doubt: a
 * wrong guess refuses honest calls, a missing one can be declared.
 */
final class ArgumentNames {
    private static final Set<String> PATHS = Set.of(
            "path",
            "paths",
            "filepath",
            "filepaths",
            "filename",
            "filenames",
            "directory",
            "directories",
            "dir",
            "dirs",
            "folder",
            "folders",
            "cwd",
            "workdir");
    private static final Set<String> PATH_ENDINGS = Set.of("path", "paths", "dir", "directory", "filename", "filepath");

    /** Words before {@code path} that make it an expression, a route of an API, or a place inside a document. */
    private static final Set<String> NOT_FILES = Set.of(
            "json", "x", "xml", "key", "url", "api", "object", "field", "property", "query", "endpoint", "route", "jq");

    private static final Set<String> URLS = Set.of("url", "urls", "href", "hrefs");

    /** Words beside {@code url} that make it the address of a database or a message broker, often a private one. */
    private static final Set<String> NOT_WEB = Set.of(
            "database",
            "db",
            "connection",
            "jdbc",
            "redis",
            "mongo",
            "mongodb",
            "postgres",
            "postgresql",
            "mysql",
            "amqp",
            "broker",
            "regex",
            "pattern");

    private static final Set<String> HOSTS = Set.of("host", "hostname", "hosts", "hostnames");
    private static final Set<String> DATABASE_SIBLINGS =
            Set.of("database", "dbname", "db", "username", "user", "password");

    private static final Set<String> REVISIONS = Set.of(
            "branch",
            "branch_name",
            "base_branch",
            "head_branch",
            "target_branch",
            "source_branch",
            "from_branch",
            "ref",
            "git_ref",
            "revision",
            "commit",
            "commit_sha",
            "commit_hash",
            "commit_id",
            "sha",
            "tag_name",
            "start_point");
    private static final Set<String> KEYS = Set.of("file_key", "issue_key", "project_key", "space_key");
    private static final Set<String> GIT_ARGUMENTS = Set.of("target", "contains", "not_contains");

    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
    private static final Pattern GAP = Pattern.compile("[-_. ]+");
    private static final Pattern WEB_WORDS = Pattern.compile("\\b(?i:url|https?)\\b");

    private ArgumentNames() {}

    /** The class of the text member {@code name}, or nothing where there is doubt. */
    static Optional<ArgumentClass> classOf(String name, JsonNode schema, JsonNode siblings) {
        String snake =
                GAP.matcher(HUMP.matcher(name).replaceAll("_")).replaceAll("_").toLowerCase(Locale.ROOT);
        String[] words = snake.split("_");
        String last = words.length == 0 ? "" : words[words.length - 1];
        if (isUrl(words, last, schema)) {
            return Optional.of(ArgumentClass.URL);
        }
        if (isPath(snake, words, last, siblings)) {
            return Optional.of(ArgumentClass.PATH);
        }
        if (isHost(snake, last, schema, siblings)) {
            return Optional.of(ArgumentClass.HOST);
        }
        boolean judgedBySchema = schema.has("pattern") || schema.has("format");
        return !judgedBySchema && isIdentifier(snake, last, siblings)
                ? Optional.of(ArgumentClass.IDENTIFIER)
                : Optional.empty();
    }

    private static boolean isUrl(String[] words, String last, JsonNode schema) {
        if (anyOf(words, NOT_WEB)) {
            return false;
        }
        String format = schema.path("format").asString("");
        boolean web = WEB_WORDS.matcher(schema.path("description").asString("")).find();
        return URLS.contains(last) || format.equals("url") || ((format.equals("uri") || format.equals("iri")) && web);
    }

    private static boolean isPath(String snake, String[] words, String last, JsonNode siblings) {
        if (PATHS.contains(snake) || snake.equals("file_name") || snake.equals("file_names")) {
            return true;
        }
        if (PATH_ENDINGS.contains(last)) {
            return !anyOf(words, NOT_FILES);
        }
        boolean move = siblings.has("source") && siblings.has("destination");
        return (move && (snake.equals("source") || snake.equals("destination")))
                || (snake.equals("files") && siblings.has("repo_path"));
    }

    private static boolean isHost(String snake, String last, JsonNode schema, JsonNode siblings) {
        String format = schema.path("format").asString("");
        if (format.equals("hostname") || format.equals("idn-hostname")) {
            return true;
        }
        return (HOSTS.contains(snake) || last.equals("hostname"))
                && DATABASE_SIBLINGS.stream().noneMatch(siblings::has);
    }

    private static boolean isIdentifier(String snake, String last, JsonNode siblings) {
        boolean message = snake.endsWith("message_id") || snake.endsWith("message_ids");
        boolean id = last.equals("id") || last.equals("ids") || last.equals("uuid");
        boolean repository = siblings.has("owner") && siblings.has("repo");
        return (id && !message)
                || REVISIONS.contains(snake)
                || KEYS.contains(snake)
                || (repository && (snake.equals("owner") || snake.equals("repo")))
                || (siblings.has("repo_path") && GIT_ARGUMENTS.contains(snake));
    }

    private static boolean anyOf(String[] words, Set<String> set) {
        for (String word : words) {
            if (set.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
