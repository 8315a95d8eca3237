<?php
// SPDX-License-Identifier: Apache-2.0

/** Pieces of pages, and what every action asks for first. */
final class DimonPage
{
    const TOKEN = 'dimon_token';
    const NOTICE = 'dimon_notice';

    public static function e($text): string
    {
        // Direction marks and other control characters let a name pretend to be something else.
        return preg_replace('/[\p{Cc}\p{Cf}]/u', ' ', htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8'));
    }

    /** What a command printed: as e(), with its lines, each as it was at last. */
    public static function pre(string $text): string
    {
        $lines = explode("\n", preg_replace('/^.*\r(?=.)/m', '', rtrim($text)));
        return '<pre>' . implode("\n", array_map('DimonPage::e', $lines)) . "</pre>\n";
    }

    public static function alert(string $kind, string $html): string
    {
        return "<div class='alert alert-" . $kind . "'>" . $html . "</div>\n";
    }

    public static function url(string $path = '', array $query = array()): string
    {
        global $staticFile;

        return self::e($staticFile . '/dimon' . ($path === '' ? '' : '/' . $path) . ($query === array() ? '' : '?' . http_build_query($query)));
    }

    public static function link(string $path, string $label, string $kind = 'default', array $query = array()): string
    {
        return addButton(array('label' => self::e($label), 'class' => 'btn btn-' . $kind, 'href' => self::url($path, $query)));
    }

    /** To an address outside of the GUI. */
    public static function away(string $url, string $label, string $kind = 'default'): string
    {
        return addButton(array('label' => self::e($label), 'class' => 'btn btn-' . $kind, 'href' => self::e($url), 'target' => '_blank', 'rel' => 'noopener noreferrer'));
    }

    /** A form that is one button. */
    public static function act(string $action, string $label, string $kind = 'default', array $fields = array()): string
    {
        $form = "<form method='post' class='btn-group' style='margin-bottom:0' action='" . self::url($action) . "'>" . self::hidden($fields);
        return $form . "<button type='submit' class='btn btn-" . $kind . "'>" . self::e($label) . "</button></form>\n";
    }

    /** The beginning of a form with fields. */
    public static function form(string $action): string
    {
        return createForm(array('class' => 'form-horizontal', 'action' => self::url($action))) . self::hidden(array());
    }

    public static function input(string $name, string $label, string $value, string $tooltip, array $options = array()): string
    {
        return addInput($name, self::e($label), self::e($value), $options + array('type' => 'text', 'autocomplete' => 'off'), '', self::e($tooltip));
    }

    /** The field of an action, of those that have one, where it has the shape of a text. */
    public static function posted(string $name): string
    {
        return isset($_POST[$name]) && is_string($_POST[$name]) ? $_POST[$name] : '';
    }

    public static function asked(string $name): string
    {
        return isset($_GET[$name]) && is_string($_GET[$name]) ? $_GET[$name] : '';
    }

    private static function hidden(array $fields): string
    {
        $html = '';
        foreach ($fields + array(self::TOKEN => self::token()) as $name => $value) {
            $html .= "<input type='hidden' name='" . self::e($name) . "' value='" . self::e($value) . "'>";
        }
        return $html;
    }

    private static function token(): string
    {
        if (!is_string(getSessionValue(self::TOKEN))) {
            setSessionValue(self::TOKEN, bin2hex(random_bytes(32)));
        }
        return getSessionValue(self::TOKEN);
    }

    /** @return array|null the refusal of a request that must not act: by another method, or from a form that is not this session's */
    public static function refused()
    {
        if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
            return self::failed(405, t('dimon_refused_method'));
        }
        $expected = getSessionValue(self::TOKEN);
        return is_string($expected) && hash_equals($expected, self::posted(self::TOKEN)) ? null : self::failed(403, t('dimon_refused_token'));
    }

    public static function failed(int $status, string $sentence): array
    {
        http_response_code($status);
        return self::render(self::title('dimon_title') . self::alert('error', self::e($sentence)) . self::back());
    }

    public static function title(string $key): string
    {
        return hlc(self::e(t('dimon_title'))) . ($key === 'dimon_title' ? '' : hl(self::e(t($key)), 4));
    }

    /** The heading of a part of a page. */
    public static function part(string $key): string
    {
        return "<div style='padding-top:1em'>" . hlc(self::e(t($key)), 4) . '</div>';
    }

    public static function back(): string
    {
        return self::link('', t('dimon_button_back'));
    }

    public static function render(string $page): array
    {
        return array('type' => 'render', 'page' => $page);
    }

    /** Back to the first page, which says once what came of it. The GUI's own flash is gone after two seconds: not for what has to be read. */
    public static function done(array $came, string $sentence): array
    {
        $failed = $came['exit'] !== 0;
        if (!$failed && trim($came['output']) === '') {
            setFlash(self::e($sentence), 'success');
        } else {
            $text = $failed ? self::failure($came['exit']) : $sentence;
            setSessionValue(self::NOTICE, array('kind' => $failed ? 'error' : 'success', 'text' => $text, 'output' => $came['output']));
        }
        return self::home();
    }

    public static function home(): array
    {
        global $staticFile;

        return array('type' => 'redirect', 'url' => $staticFile . '/dimon');
    }

    public static function failure(int $exit, string $job = ''): string
    {
        // 2 and 3 are said by dimon, 124 by timeout. Of the local store, 3 is told by what dimon prints.
        $known = array(2 => t('dimon_failed_value'), 3 => t('dimon_failed_away'), 124 => t('dimon_failed_time'));
        if ($job === 'antidote') {
            unset($known[3]);
        }
        return isset($known[$exit]) ? $known[$exit] : sprintf(t('dimon_failed'), $exit);
    }

    public static function notice(): string
    {
        $notice = getSessionValue(self::NOTICE);
        unsetSessionValue(self::NOTICE);
        return is_array($notice) ? self::alert($notice['kind'], self::e($notice['text']) . ($notice['output'] === '' ? '' : self::pre($notice['output']))) : '';
    }

    /** This host, as whoever looks at this page calls it. */
    public static function host(): string
    {
        $host = isset($_SERVER['HTTP_HOST']) && is_string($_SERVER['HTTP_HOST']) ? preg_replace('/:\d+$/D', '', $_SERVER['HTTP_HOST']) : '';
        return DimonValues::host($host) === null ? (string) gethostname() : $host;
    }

    /** Fills itself in after the page is there; not while the page loads itself again every few seconds. */
    public static function later(string $id, string $path, string $label): string
    {
        return DimonHost::busy() ? '' : ajaxStr($id, self::e($label)) . "<script>$('#" . $id . "').load('" . self::url($path) . "');</script>\n";
    }

    public static function again(int $seconds): string
    {
        return '<script>setTimeout(function () { window.location.reload(); }, ' . $seconds * 1000 . ");</script>\n";
    }
}
