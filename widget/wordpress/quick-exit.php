<?php
/**
 * Plugin Name: Quick exit and questions
 * Description: A link that leaves the page at once, phone numbers, and questions and answers: as a block, and as [quick_exit lang="es" theme="night"].
 * Version: 1.1
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain: quick-exit
 *
 * Made by: quickexit snippet --for wordpress. It asks no server anything, and stores one setting.
 */

defined( 'ABSPATH' ) || exit;

/** The language of a page that names none, and the theme of a block that names none. */
const QUICK_EXIT_LANGUAGE = 'LANGUAGE';
const QUICK_EXIT_THEME    = 'THEME';

/** The code of the language that a tag means, in lower case; empty where there is none. */
const QUICK_EXIT_TAGS = 'TAGS';

/** The attributes of the script. */
const QUICK_EXIT_SCRIPT = 'SCRIPT';

/** Link, words and frame by theme and language, as HTML that was escaped where it was made. */
const QUICK_EXIT_SNIPPETS = 'SNIPPETS';

/** The link alone by language, with the options that it has elsewhere from the element around it. */
const QUICK_EXIT_LINKS = 'LINKS';

/** The script of the block in the editor. */
const QUICK_EXIT_EDITOR = 'EDITOR';

/** Return the code of a language that there is: es_MX and es-mx mean es. */
function quick_exit_language( $tag ) {
	$tag = is_string( $tag ) ? strtolower( str_replace( '_', '-', trim( $tag ) ) ) : '';
	$tag = preg_replace( '/[.@].*/s', '', $tag );
	while ( '' !== $tag && ! isset( QUICK_EXIT_TAGS[ $tag ] ) ) {
		$tag = substr( $tag, 0, (int) strrpos( $tag, '-' ) );
	}
	return '' === $tag || '' === QUICK_EXIT_TAGS[ $tag ] ? QUICK_EXIT_LANGUAGE : QUICK_EXIT_TAGS[ $tag ];
}

/** Return the name of a theme that there is. */
function quick_exit_theme( $name ) {
	$name = is_string( $name ) ? strtolower( trim( $name ) ) : '';
	return isset( QUICK_EXIT_SNIPPETS[ $name ] ) ? $name : QUICK_EXIT_THEME;
}

/**
 * Return link, words and frame; the block and the shortcode alike.
 *
 * What an author wrote chooses one of the constants, and is never printed itself.
 */
function quick_exit_render( $attributes ) {
	$attributes = is_array( $attributes ) ? $attributes : array();
	$lang       = empty( $attributes['lang'] ) ? get_locale() : $attributes['lang'];
	$theme      = empty( $attributes['theme'] ) ? QUICK_EXIT_THEME : $attributes['theme'];
	wp_enqueue_script( 'quick-exit' );
	return QUICK_EXIT_SNIPPETS[ quick_exit_theme( $theme ) ][ quick_exit_language( $lang ) ];
}

/** Without line breaks, so that no filter makes paragraphs of them. */
function quick_exit_shortcode( $attributes ) {
	return str_replace( "\n", '', quick_exit_render( $attributes ) );
}

/** The link alone, right behind <body>: first in the tab order, and outside of every box. */
function quick_exit_body() {
	if ( ! get_option( 'quick_exit_everywhere' ) ) {
		return;
	}
	wp_enqueue_script( 'quick-exit' );
	// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a constant, escaped where it was made; wp_kses would take `position` away.
	echo QUICK_EXIT_LINKS[ quick_exit_language( get_locale() ) ];
}

/** The script is printed with all its attributes; those of WordPress alone would miss some. */
function quick_exit_script_tag( $tag, $handle ) {
	return 'quick-exit' === $handle ? wp_get_script_tag( quick_exit_attributes() ) : $tag;
}

/** WordPress prints true as a name alone. */
function quick_exit_attributes() {
	return array_map(
		function ( $value ) {
			return '' === $value ? true : $value;
		},
		QUICK_EXIT_SCRIPT
	);
}

function quick_exit_init() {
	// The variant without a script has none to register, and what is not registered is not printed.
	if ( QUICK_EXIT_SCRIPT ) {
		// Before WordPress 6.3 the last parameter only says whether the script stands in the footer.
		$loading = version_compare( get_bloginfo( 'version' ), '6.3', '>=' ) ? array( 'strategy' => 'async' ) : false;
		// No version: the address already names the release or the line that is followed.
		wp_register_script( 'quick-exit', QUICK_EXIT_SCRIPT['src'], array(), null, $loading ); // phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion
	}
	add_shortcode( 'quick_exit', 'quick_exit_shortcode' );
	wp_register_script( 'quick-exit-editor', '', array( 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-i18n' ), '1.1', true );
	wp_add_inline_script( 'quick-exit-editor', quick_exit_editor() );
	$text  = array( 'type' => 'string', 'default' => '' );
	$block = array(
		'api_version'     => 3,
		'title'           => __( 'Quick exit and questions', 'quick-exit' ),
		'category'        => 'widgets',
		'attributes'      => array( 'lang' => $text, 'theme' => $text ),
		'editor_script'   => 'quick-exit-editor',
		'render_callback' => 'quick_exit_render',
	);
	register_block_type( is_file( __DIR__ . '/block.json' ) ? __DIR__ : 'quick-exit/faq', $block );
	$setting = array( 'type' => 'boolean', 'default' => false, 'sanitize_callback' => 'rest_sanitize_boolean' );
	register_setting( 'reading', 'quick_exit_everywhere', $setting );
}

/** The script of the editor, behind the languages and themes that there are. */
function quick_exit_editor() {
	$choices = array(
		'languages' => array_map( 'strval', array_keys( QUICK_EXIT_LINKS ) ),
		'themes'    => array_map( 'strval', array_keys( QUICK_EXIT_SNIPPETS ) ),
	);
	return 'window.quickExitChoices = ' . wp_json_encode( $choices ) . ";\n" . QUICK_EXIT_EDITOR;
}

function quick_exit_settings() {
	add_settings_field( 'quick_exit_everywhere', __( 'Quick exit', 'quick-exit' ), 'quick_exit_field', 'reading' );
}

function quick_exit_field() {
	printf(
		'<label><input type="checkbox" name="quick_exit_everywhere" value="1"%s> %s</label>',
		checked( (bool) get_option( 'quick_exit_everywhere' ), true, false ),
		esc_html__( 'Show the exit on every page, not only where the block is', 'quick-exit' )
	);
}

/** Nothing stays behind. */
function quick_exit_uninstall() {
	delete_option( 'quick_exit_everywhere' );
}

register_uninstall_hook( __FILE__, 'quick_exit_uninstall' );
add_action( 'init', 'quick_exit_init' );
add_action( 'admin_init', 'quick_exit_settings' );
add_action( 'wp_body_open', 'quick_exit_body', 0 );
add_filter( 'script_loader_tag', 'quick_exit_script_tag', 10, 2 );
