package dev.sallyport.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;
import dev.sallyport.architecture.SourceTree.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/** The house style that no formatter and no compiler holds: sizes, names, comments, null marks. */
final class StyleTest {
    private static final int FILE_LINES_MAX = 500;
    private static final int METHOD_LINES_MAX = 60;
    private static final int PARAMETERS_MAX = 5;
    private static final int PACKAGE_FILES_MAX = 25;

    /** Methods that take more, and why. */
    private static final Map<String, String> LONG_CALLS = Map.of(
            "dev/sallyport/pipeline/Passage.java: <init>",
            "made for every message: a record of its surroundings would be one more object each time",
            "dev/sallyport/transport/ServerQuestions.java: page",
            "a private loop over answers that arrive later: its parameters are its variables");

    private static final String CONTRACT = "Contract";

    private static final Pattern BANNED = Pattern.compile(
            "(Manager|Helper|Util|Utils|Processor|Data|Info|Impl)(?![a-z])" + "|(?i:white|black)(?i:list)");
    private static final Set<String> TESTS =
            Set.of("Test", "FuzzTest", "TestFactory", "ParameterizedTest", "RepeatedTest", "TestTemplate");
    private static final Pattern SKIPS =
            Pattern.compile("org\\.junit\\.jupiter\\.api\\.(Assumptions|Disabled|condition)\\b");

    private static final SourceTree MAIN = parse("src/main/java");
    private static final SourceTree TEST = parse("src/test/java");

    private static SourceTree parse(String folder) {
        try {
            SourceTree tree = SourceTree.of(Path.of(folder));
            assertTrue(tree.sources().size() > 20, folder + " was not read");
            return tree;
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @Test
    void filesAreSmall() {
        List<Integer> lengths =
                MAIN.sources().stream().map(Source::lines).sorted().toList();
        System.out.println("lines of a file: median " + lengths.get(lengths.size() / 2) + ", longest "
                + lengths.getLast() + ", files " + lengths.size());
        List<String> long_ = everything()
                .filter(source -> source.lines() > FILE_LINES_MAX)
                .map(source -> source.path() + " has " + source.lines() + " lines")
                .toList();
        assertNone(long_);
    }

    @Test
    void methodsAreSmall() {
        assertNone(methods(everything(), (source, method) -> {
            int lines = source.linesOf(method.path());
            return lines > METHOD_LINES_MAX ? "has " + lines + " lines" : "";
        }));
    }

    @Test
    void parametersAreFew() {
        List<String> many = methods(MAIN.sources().stream(), (_, method) -> {
            boolean few = method.tree().getParameters().size() <= PARAMETERS_MAX;
            return few || method.isOfRecord() ? "" : "has more than " + PARAMETERS_MAX + " parameters";
        });
        Set<String> where =
                many.stream().map(text -> text.replaceFirst(" has .*", "")).collect(Collectors.toSet());
        assertEquals(LONG_CALLS.keySet(), where, () -> String.join("\n", many));
    }

    @Test
    void namesSayWhatThingsAre() {
        List<String> banned = new ArrayList<>();
        BiConsumer<Source, String> name = (source, text) -> {
            if (BANNED.matcher(text).find()) {
                banned.add(source.path() + ": " + text);
            }
        };
        everything()
                .forEach(source -> source.visit(new TreePathScanner<>() {
                    @Override
                    public Void visitClass(ClassTree type, Source at) {
                        name.accept(at, type.getSimpleName().toString());
                        return super.visitClass(type, at);
                    }

                    @Override
                    public Void visitMethod(MethodTree method, Source at) {
                        name.accept(at, capital(method.getName().toString()));
                        return super.visitMethod(method, at);
                    }
                }));
        assertNone(banned);
    }

    private static String capital(String name) {
        return name.isEmpty() ? "" : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    @Test
    void everyTypeAndPublicMethodIsExplained() {
        List<String> mute = new ArrayList<>(methods(MAIN.sources().stream(), (source, method) -> {
            boolean told = !method.isPublic()
                    || method.isConstructor()
                    || method.annotations().contains("Override")
                    || source.isExplained(method.path());
            return told ? "" : "has no comment";
        }));
        MAIN.sources()
                .forEach(source -> source.visit(new TreePathScanner<>() {
                    @Override
                    public Void visitClass(ClassTree type, Source at) {
                        boolean top = getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
                        boolean open = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
                        if ((top || open) && !at.isExplained(getCurrentPath())) {
                            mute.add(at.path() + ": " + type.getSimpleName() + " has no comment");
                        }
                        return super.visitClass(type, at);
                    }
                }));
        assertNone(mute);
    }

    @Test
    void everyPackageIsNullMarked() {
        Map<String, Boolean> marked = new TreeMap<>();
        MAIN.sources().forEach(source -> {
            boolean mark = source.path().endsWith("package-info.java")
                    && source.unit().getPackageAnnotations().stream()
                            .anyMatch(annotation ->
                                    annotation.getAnnotationType().toString().equals("NullMarked"));
            marked.merge(source.folder(), mark, Boolean::logicalOr);
        });
        assertNone(marked.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(entry -> entry.getKey() + " has no package-info.java with @NullMarked")
                .toList());
    }

    @Test
    void packagesAreSmall() {
        Map<String, Integer> files = new TreeMap<>();
        MAIN.sources().stream()
                .filter(source -> !source.path().endsWith("package-info.java"))
                .forEach(source -> files.merge(source.folder(), 1, Integer::sum));
        List<String> crowded = new ArrayList<>();
        files.forEach((folder, count) -> {
            if (count > PACKAGE_FILES_MAX) {
                crowded.add(folder + " has " + count + " files");
            }
        });
        assertNone(crowded);
    }

    @Test
    void everyTestIsRun() {
        Map<String, Integer> tests = new TreeMap<>();
        Map<String, Integer> contracts = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        TEST.sources().forEach(source -> {
            String type = source.path().getFileName().toString().replace(".java", "");
            boolean contract = type.endsWith(CONTRACT);
            boolean named = contract || type.endsWith("Test") || type.endsWith("Fuzz");
            String above = above(source);
            if (contract) {
                contracts.merge(type, 0, Integer::sum);
            } else if (above.endsWith(CONTRACT)) {
                contracts.merge(above, 1, Integer::sum);
            } else if (named) {
                tests.put(source.path().toString(), 0);
            }
            methods(Stream.of(source), (_, method) -> {
                if (method.annotations().stream().anyMatch(TESTS::contains)) {
                    if (!named) {
                        wrong.add(source.path() + " has tests, but a name that is not run");
                    }
                    tests.merge(source.path().toString(), 1, Integer::sum);
                }
                return "";
            });
            source.unit().getImports().stream()
                    .map(line -> line.getQualifiedIdentifier().toString())
                    .filter(name -> SKIPS.matcher(name).find())
                    .forEach(name -> wrong.add(source.path() + " may skip a test: " + name));
        });
        tests.forEach((path, count) -> {
            if (count == 0) {
                wrong.add(path + " runs no test");
            }
        });
        contracts.forEach((contract, kept) -> {
            if (kept < 2) {
                wrong.add(contract + " is kept by " + kept + " tests, and is none with less than two");
            }
        });
        assertNone(wrong);
    }

    /** The class above that of the file, or empty. */
    private static String above(Source source) {
        return source.unit().getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .map(type -> ((ClassTree) type).getExtendsClause())
                .filter(Objects::nonNull)
                .map(Object::toString)
                .findFirst()
                .orElse("");
    }

    /** One method or constructor and where it stands. */
    private record Method(MethodTree tree, com.sun.source.util.TreePath path) {
        boolean isConstructor() {
            return tree.getReturnType() == null;
        }

        /** True for what the components of a record bring with them. */
        boolean isOfRecord() {
            return isConstructor() && path.getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
        }

        boolean isPublic() {
            boolean ofOpenInterface = path.getParentPath().getLeaf() instanceof ClassTree type
                    && type.getKind() == Tree.Kind.INTERFACE
                    && !type.getModifiers().getFlags().contains(Modifier.PRIVATE);
            Set<Modifier> flags = tree.getModifiers().getFlags();
            return flags.contains(Modifier.PUBLIC) || (ofOpenInterface && !flags.contains(Modifier.PRIVATE));
        }

        List<String> annotations() {
            return tree.getModifiers().getAnnotations().stream()
                    .map(AnnotationTree::getAnnotationType)
                    .map(type -> type.toString().substring(type.toString().lastIndexOf('.') + 1))
                    .toList();
        }
    }

    /** What is wrong with a method, or nothing. */
    @FunctionalInterface
    private interface Complaint {
        String about(Source source, Method method);
    }

    private static List<String> methods(Stream<Source> sources, Complaint complaint) {
        List<String> complaints = new ArrayList<>();
        sources.forEach(source -> source.visit(new TreePathScanner<>() {
            @Override
            public Void visitMethod(MethodTree tree, Source at) {
                String wrong = complaint.about(at, new Method(tree, getCurrentPath()));
                if (!wrong.isEmpty()) {
                    complaints.add(at.path() + ": " + tree.getName() + " " + wrong);
                }
                return super.visitMethod(tree, at);
            }
        }));
        return complaints;
    }

    private static Stream<Source> everything() {
        return Stream.concat(MAIN.sources().stream(), TEST.sources().stream());
    }

    private static void assertNone(List<String> wrong) {
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
    }
}
