package dev.sallyport.policy.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** Texts written out in a condition that can be of no use: patterns, times and spans that are none. */
final class Literals {
    private static final Set<String> READERS = Set.of("matches", "timestamp", "duration");

    private Literals() {}

    /** The first that {@code works} says no to, of the function that takes it and the text. */
    static Optional<String> unfit(CelAbstractSyntaxTree ast, BiPredicate<String, String> works) {
        return CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.CALL
                        && READERS.contains(expr.call().function())
                        && !expr.call().args().isEmpty())
                .filter(expr -> isText(expr.call().args().getLast())
                        && !works.test(
                                expr.call().function(),
                                expr.call().args().getLast().constant().stringValue()))
                .map(expr -> expr.call().function())
                .findFirst();
    }

    private static boolean isText(CelExpr expr) {
        return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    }
}
