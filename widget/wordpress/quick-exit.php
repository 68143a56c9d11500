<?php
/**
 * Plugin Name: Quick exit and questions
 * Description: A link that leaves the page at once, phone numbers, and questions and answers: as a block, and as [quick_exit lang="es"].
 * Version: 1.0
 * Requires at least: 6.3
 * Requires PHP: 7.4
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/gpl-2.0.html
 *
 * Made by: quickexit snippet --for wordpress. It asks no server anything, and stores one setting.
 */

defined( 'ABSPATH' ) || exit;

/** The language of a page that names none. */
const QUICK_EXIT_LANGUAGE = 'LANGUAGE';

/** The attributes of the script. */
const QUICK_EXIT_SCRIPT = 'SCRIPT';

/** Link, words and frame by language, as HTML that was escaped where it was made. */
const QUICK_EXIT_SNIPPETS = 'SNIPPETS';

/** Return the code of a language that there is: es_MX and es-mx mean es. */
function quick_exit_language( $tag ) {
	$tag = strtolower( str_replace( '_', '-', (string) $tag ) );
	foreach ( array( $tag, strtok( $tag, '-' ) ) as $wanted ) {
		foreach ( array_keys( QUICK_EXIT_SNIPPETS ) as $code ) {
			if ( strtolower( $code ) === $wanted ) {
				return $code;
			}
		}
	}
	return QUICK_EXIT_LANGUAGE;
}

/** Return link, words and frame; the block and the shortcode alike. */
function quick_exit_render( $attributes ) {
	$attributes = is_array( $attributes ) ? $attributes : array();
	$lang       = empty( $attributes['lang'] ) ? get_locale() : $attributes['lang'];
	wp_enqueue_script( 'quick-exit' );
	return QUICK_EXIT_SNIPPETS[ quick_exit_language( $lang ) ];
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
	preg_match( '~<a data-quick-exit .*?</a>~s', QUICK_EXIT_SNIPPETS[ quick_exit_language( get_locale() ) ], $link );
	echo $link[0]; // phpcs:ignore WordPress.Security.EscapeOutput -- escaped where it was made.
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
		wp_register_script( 'quick-exit', QUICK_EXIT_SCRIPT['src'], array(), null, array( 'strategy' => 'async' ) );
	}
	add_shortcode( 'quick_exit', 'quick_exit_shortcode' );
	wp_register_script( 'quick-exit-editor', '', array( 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components' ), '1.0', true );
	wp_add_inline_script( 'quick-exit-editor', quick_exit_editor() );
	$block = array(
		'title'           => 'Quick exit and questions',
		'category'        => 'widgets',
		'attributes'      => array( 'lang' => array( 'type' => 'string', 'default' => '' ) ),
		'editor_script'   => 'quick-exit-editor',
		'render_callback' => 'quick_exit_render',
	);
	register_block_type( is_file( __DIR__ . '/block.json' ) ? __DIR__ : 'quick-exit/faq', $block );
	register_setting( 'reading', 'quick_exit_everywhere', array( 'type' => 'boolean', 'default' => false ) );
}

/** The block in the editor: a name, and the choice of its language. */
function quick_exit_editor() {
	$languages = wp_json_encode( array_keys( QUICK_EXIT_SNIPPETS ) );
	return <<<JS
( function ( blocks, element, editor, components ) {
	var make = element.createElement;
	blocks.registerBlockType( 'quick-exit/faq', {
		title: 'Quick exit and questions',
		category: 'widgets',
		attributes: { lang: { type: 'string', default: '' } },
		edit: function ( props ) {
			var options = [ { label: 'Language of the site', value: '' } ].concat(
				{$languages}.map( function ( code ) { return { label: code, value: code }; } )
			);
			return make( 'div', editor.useBlockProps(), make( components.SelectControl, {
				label: 'Quick exit and questions', value: props.attributes.lang, options: options,
				onChange: function ( lang ) { props.setAttributes( { lang: lang } ); }
			} ) );
		},
		save: function () { return null; }
	} );
} )( wp.blocks, wp.element, wp.blockEditor, wp.components );
JS;
}

function quick_exit_settings() {
	add_settings_field( 'quick_exit_everywhere', 'Quick exit', 'quick_exit_field', 'reading' );
}

function quick_exit_field() {
	printf(
		'<label><input type="checkbox" name="quick_exit_everywhere" value="1" %s> %s</label>',
		checked( (bool) get_option( 'quick_exit_everywhere' ), true, false ),
		esc_html( 'Show the exit on every page, not only where the block is' )
	);
}

add_action( 'init', 'quick_exit_init' );
add_action( 'admin_init', 'quick_exit_settings' );
add_action( 'wp_body_open', 'quick_exit_body', 0 );
add_filter( 'script_loader_tag', 'quick_exit_script_tag', 10, 2 );
