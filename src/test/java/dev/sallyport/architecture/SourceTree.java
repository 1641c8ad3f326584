package dev.sallyport.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The Java files below a folder, parsed by the compiler itself. */
final class SourceTree {
    private final List<Source> sources;

    /**
     * One file.
     *
     * @param path where it lies, below the folder
     * @param lines how many lines it has
     * @param unit its syntax
     * @param trees where positions and comments are looked up
     */
    record Source(Path path, int lines, CompilationUnitTree unit, Trees trees) {
        /** Visits everything in the file. */
        void visit(TreePathScanner<Void, Source> visitor) {
            visitor.scan(new TreePath(unit), this);
        }

        /** How many lines the last part of {@code path} has. */
        int linesOf(TreePath path) {
            long start = trees.getSourcePositions().getStartPosition(unit, path.getLeaf());
            long end = trees.getSourcePositions().getEndPosition(unit, path.getLeaf());
            return Math.toIntExact(
                    unit.getLineMap().getLineNumber(end) - unit.getLineMap().getLineNumber(start) + 1);
        }

        /** True where a comment for readers of the API stands in front. */
        boolean isExplained(TreePath path) {
            return trees.getDocComment(path) != null;
        }

        /** The package, as a path. */
        String folder() {
            return path.resolveSibling("").toString();
        }
    }

    private SourceTree(List<Source> sources) {
        this.sources = sources;
    }

    /** Parses every Java file below {@code folder}. */
    static SourceTree of(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Source> sources = new ArrayList<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(paths));
            Trees trees = Trees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                Path path = Path.of(unit.getSourceFile().toUri());
                sources.add(new Source(folder.toAbsolutePath().normalize().relativize(path), count(path), unit, trees));
            }
        }
        return new SourceTree(List.copyOf(sources));
    }

    private static int count(Path path) {
        try (Stream<String> lines = Files.lines(path)) {
            return Math.toIntExact(lines.count());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The files. */
    List<Source> sources() {
        return sources;
    }
}
