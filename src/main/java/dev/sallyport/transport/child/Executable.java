package dev.sallyport.transport.child;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the program of a command as the child would, in the child's own PATH; the launcher of the platform would look in
 * the gateway's, and could not say what is wrong.
 */
sealed interface Executable {
    /** A file that may be run. */
    record At(Path path) implements Executable {}

    /** Nothing to run: what, where, and how to mend it. */
    record Missing(String message) implements Executable {}

    /**
     * The program called {@code name}: with a slash a path, seen from {@code directory}, else a file in one of the absolute
     * folders of {@code searchPath}; relative folders are no place to look for programs.
     */
    static Executable find(String name, String searchPath, Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                return new Missing("working directory " + directory + " is no directory; create it or name another");
            }
            return name.contains("/") ? check(directory.resolve(name)) : search(name, searchPath);
        } catch (InvalidPathException e) {
            return new Missing("command " + name + " is no possible file name; mend the server's command");
        }
    }

    private static Executable search(String name, String searchPath) {
        List<Missing> unfit = new ArrayList<>();
        for (String folder : searchPath.split(File.pathSeparator, -1)) {
            if (folder.startsWith("/") && Files.exists(Path.of(folder, name))) {
                switch (check(Path.of(folder, name))) {
                    case At found -> {
                        return found;
                    }
                    case Missing missing -> unfit.add(missing);
                }
            }
        }
        return unfit.isEmpty()
                ? new Missing("command " + name + " is not in PATH (" + searchPath
                        + "); install it, or give its absolute path")
                : unfit.getFirst();
    }

    private static Executable check(Path path) {
        if (!Files.exists(path)) {
            return new Missing("command " + path + " does not exist; mend the path in the server's command");
        }
        if (!Files.isRegularFile(path)) {
            return new Missing("command " + path + " is no file; name a program in the server's command");
        }
        return Files.isExecutable(path)
                ? new At(path)
                : new Missing(
                        "command " + path + " may not be executed; make it executable, or put its interpreter first");
    }
}
