package dev.sallyport.cli.policy;

import dev.sallyport.policy.Statement;
import dev.sallyport.practice.Included;
import dev.sallyport.practice.access.PolicyFile;
import dev.sallyport.practice.access.ServerFit;
import dev.sallyport.practice.access.StatementSettings;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.Places;
import dev.sallyport.settings.binding.SettingsProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement and where it stands.
 *
 * @param statement the statement
 * @param places those of its file
 * @param path its settings path in that file
 */
record Located(Statement statement, Places places, String path) {
    /** The statements of {@code settings}, which were read from {@code file}: its own, those of its policy files and those of its roles. */
    static List<Located> of(Settings settings, Path file) {
        List<Located> located = new ArrayList<>();
        Places own = Places.of(file);
        add(located, settings.access().statements(), own, "access.statements");
        for (Included<PolicyFile> included : settings.access().policies()) {
            Places places = Places.of(file.resolveSibling(included.file()));
            add(located, included.content().statements(), places, "statements");
        }
        settings.access().roles().forEach((name, role) -> role.statements(name)
                .forEach(each -> located.add(new Located(each.statement(), own, "access.roles." + name))));
        return located;
    }

    private static void add(List<Located> to, List<StatementSettings> statements, Places places, String list) {
        for (int i = 0; i < statements.size(); i++) {
            to.add(new Located(statements.get(i).statement(), places, list + "[" + i + "]"));
        }
    }

    /** A problem of the value of {@code key} in it. */
    SettingsProblem problem(String key, String message, String suggestion) {
        return places.problem(
                path + (key.isEmpty() ? "" : "." + key), "`" + statement.id() + "` " + message, suggestion);
    }

    /** What no server fits, where it stands; a role has no keys of a statement. */
    SettingsProblem problem(ServerFit.Misfit misfit) {
        return problem(path.contains(".roles.") ? "" : misfit.key(), misfit.message(), misfit.suggestion());
    }
}
