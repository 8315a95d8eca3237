<?php
// SPDX-License-Identifier: Apache-2.0
// Says what of the given files PHP 7.4 does not know: syntax and functions that came with PHP 8.
// Needs the package php-parser (version 4), which reads files as that PHP would.

use PhpParser\Node;

require 'PhpParser/autoload.php';

const OLDEST = '7.4';
const NEW_FUNCTIONS = array(
    'array_all', 'array_any', 'array_find', 'array_find_key', 'array_first', 'array_is_list', 'array_last', 'enum_exists', 'fdatasync',
    'fdiv', 'fpow', 'fsync', 'get_debug_type', 'get_error_handler', 'get_exception_handler', 'get_mangled_object_vars', 'get_resource_id',
    'http_clear_last_response_headers', 'http_get_last_response_headers', 'ini_parse_quantity', 'json_validate', 'mb_lcfirst',
    'mb_ltrim', 'mb_rtrim', 'mb_str_pad', 'mb_trim', 'mb_ucfirst', 'memory_reset_peak_usage', 'openssl_cipher_key_length',
    'preg_last_error_msg', 'request_parse_body', 'stream_context_set_options', 'str_contains', 'str_decrement', 'str_ends_with',
    'str_increment', 'str_starts_with',
);
const NEW_CLASSES = array('stringable', 'valueerror', 'unhandledmatcherror', 'weakmap', 'attribute', 'phptoken');

final class News extends PhpParser\NodeVisitorAbstract
{
    public $found = array();

    public function enterNode(Node $node)
    {
        foreach ($this->news($node) as $what => $is) {
            if ($is) {
                $this->found[$node->getStartLine() . ': ' . $what] = true;
            }
        }
        return null;
    }

    private function news(Node $node): array
    {
        return array(
            'match' => $node instanceof Node\Expr\Match_,
            'nullsafe operator' => $node instanceof Node\Expr\NullsafePropertyFetch || $node instanceof Node\Expr\NullsafeMethodCall,
            'named argument' => $node instanceof Node\Arg && $node->name !== null,
            'promoted constructor parameter' => $node instanceof Node\Param && $node->flags !== 0,
            'union or intersection type' => $node instanceof Node\UnionType || $node instanceof Node\IntersectionType,
            'type ' . self::type($node) => self::type($node) !== '',
            'attribute' => $node instanceof Node\AttributeGroup,
            'enum' => $node instanceof Node\Stmt\Enum_,
            'throw as an expression' => $node instanceof Node\Expr\Throw_,
            'catch without a variable' => $node instanceof Node\Stmt\Catch_ && $node->var === null,
            'first-class callable' => $node instanceof Node\VariadicPlaceholder,
            'readonly, or a constant with a type or final' => isset($node->flags) && is_int($node->flags) && ($node->flags & ~(1 | 2 | 4 | 8 | 16 | 32)) !== 0
                || $node instanceof Node\Stmt\ClassConst && ($node->flags & 32 || ($node->type ?? null) !== null),
            '::class of an object' => $node instanceof Node\Expr\ClassConstFetch && $node->class instanceof Node\Expr
                && $node->name instanceof Node\Identifier && $node->name->toLowerString() === 'class',
            'new as a default' => ($node instanceof Node\Param || $node instanceof Node\StaticVar || $node instanceof Node\Const_)
                && ($node->default ?? $node->value ?? null) instanceof Node\Expr\New_,
            'function ' . self::called($node) => in_array(self::called($node), NEW_FUNCTIONS, true),
            'class ' . self::named($node) => in_array(self::named($node), NEW_CLASSES, true),
        );
    }

    private static function type(Node $node): string
    {
        $type = $node->type ?? null;
        $returned = $node instanceof Node\FunctionLike ? $node->getReturnType() : null;
        foreach (array($type, $returned) as $one) {
            $one = $one instanceof Node\NullableType ? $one->type : $one;
            $name = $one instanceof Node\Name || $one instanceof Node\Identifier ? $one->toLowerString() : '';
            if (in_array($name, array('mixed', 'never', 'null', 'false', 'true'), true) || $name === 'static') {
                return $name;
            }
        }
        return '';
    }

    private static function called(Node $node): string
    {
        return $node instanceof Node\Expr\FuncCall && $node->name instanceof Node\Name ? $node->name->toLowerString() : '';
    }

    private static function named(Node $node): string
    {
        return $node instanceof Node\Name ? $node->toLowerString() : '';
    }
}

/** The tree does not show them. */
function trailingCommas(string $source): array
{
    $found = array();
    $parameters = array();
    $tokens = array_values(array_filter(token_get_all($source), function ($token) {
        return !is_array($token) || !in_array($token[0], array(T_WHITESPACE, T_COMMENT, T_DOC_COMMENT), true);
    }));
    $line = 1;
    $declares = false;
    foreach ($tokens as $i => $token) {
        $line = is_array($token) ? $token[2] : $line;
        if (is_array($token) && in_array($token[0], array(T_FUNCTION, T_FN, T_USE), true)) {
            $declares = true;
        } elseif ($token === '(') {
            $parameters[] = $declares;
            $declares = false;
        } elseif ($token === ')') {
            if (array_pop($parameters) && $tokens[$i - 1] === ',') {
                $found[$line . ': comma behind the last parameter'] = true;
            }
        } elseif ($token === '{' || $token === ';') {
            $declares = false;
        }
    }
    return $found;
}

$parser = (new PhpParser\ParserFactory())->create(PhpParser\ParserFactory::ONLY_PHP7, new PhpParser\Lexer\Emulative(array('phpVersion' => OLDEST)));
$bad = 0;
foreach (array_slice($argv, 1) as $file) {
    $source = file_get_contents($file);
    try {
        $news = new News();
        $walk = new PhpParser\NodeTraverser();
        $walk->addVisitor($news);
        $walk->traverse($parser->parse($source));
        $found = array_keys($news->found + trailingCommas($source));
    } catch (PhpParser\Error $e) {
        $found = array($e->getStartLine() . ': ' . $e->getRawMessage());
    }
    foreach ($found as $what) {
        echo $file, ':', $what, "\n";
        $bad = 1;
    }
}
exit($bad);
