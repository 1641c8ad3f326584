package dev.sallyport.cli.doctor;

import dev.sallyport.cli.exit.Words;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.binding.SettingsProblem;
import dev.sallyport.settings.sink.FileSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The settings file: mistakes by their place, and what lowers the protection by its name. */
final class SettingsChecks {
    private SettingsChecks() {}

    static List<Check> of(Examined examined) {
        String where = examined.file().map(Path::toString).orElse("settings");
        return List.of(new Check(where, Code.SETTINGS_INVALID, () -> look(examined, where)));
    }

    private static List<Finding> look(Examined examined, String where) {
        return switch (examined.read()) {
            case SettingsRead.Refused refused ->
                refused.problems().stream()
                        .map(problem -> finding(Code.SETTINGS_INVALID, problem, "no gateway takes it over"))
                        .toList();
            case SettingsRead.Loaded loaded
            when examined.file().isEmpty() ->
                List.of(Finding.ok(
                        Code.SETTINGS_NONE, where, "the defaults are looked at; name a file with -c to look at it"));
            case SettingsRead.Loaded loaded -> loaded(loaded, where);
        };
    }

    private static List<Finding> loaded(SettingsRead.Loaded loaded, String where) {
        List<Finding> findings = new ArrayList<>();
        loaded.settings()
                .unsafe()
                .forEach(unsafe -> findings.add(new Finding(Code.SETTINGS_UNSAFE, where, unsafe, "", "")));
        loaded.plainSecrets()
                .forEach(secret -> findings.add(finding(
                        Code.SETTINGS_PLAIN_SECRET, secret, "whoever may read the file, or its history, has it")));
        loaded.settings().sinks().forEach((name, sink) -> {
            Path folder = sink instanceof FileSink to ? to.file().getParent() : null;
            if (folder != null && !Files.isDirectory(folder)) {
                findings.add(new Finding(
                        Code.SETTINGS_SINK_FOLDER,
                        where,
                        "the folder " + folder + " of sinks." + name + " is not there",
                        "nothing is sent to that sink",
                        "make the folder, or change `file`"));
            }
        });
        return findings.isEmpty()
                ? List.of(Finding.ok(
                        Code.SETTINGS_SOUND,
                        where,
                        "valid, with "
                                + Words.count(loaded.settings().servers().size(), "server")
                                + " and nothing unsafe"))
                : findings;
    }

    private static Finding finding(Code code, SettingsProblem problem, String why) {
        String place = problem.line() == 0
                ? problem.file().toString()
                : problem.file() + ":" + problem.line() + ":" + problem.column();
        return new Finding(code, place, problem.message(), why, problem.suggestion());
    }
}
