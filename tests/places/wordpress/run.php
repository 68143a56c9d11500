<?php
/**
 * What the tests ask of WordPress itself. Reads {"as": login, "do": action, …} as JSON from stdin, and
 * prints the answer as JSON. The user's capabilities and filters act as they do in the administration.
 */

define( 'WP_USE_THEMES', false );
$quick_exit_asked = json_decode( stream_get_contents( STDIN ), true );
if ( 'install' === $quick_exit_asked['do'] ) {
	define( 'WP_INSTALLING', true );

	/** Pluggable: no letter is sent. */
	function wp_new_blog_notification() {}
}
require getenv( 'WORDPRESS_ROOT' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';

function quick_exit_tests_answer( array $asked ) {
	if ( 'install' === $asked['do'] ) {
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		wp_install( 'Partner', 'administrator', 'administrator@partner.test', true, '', $asked['password'] );
		$created = wp_create_user( 'author', $asked['password'], 'author@partner.test' );
		( new WP_User( $created ) )->set_role( 'author' );
		return array( 'version' => get_bloginfo( 'version' ) );
	}
	$user = get_user_by( 'login', $asked['as'] );
	wp_set_current_user( $user->ID );
	kses_init();
	switch ( $asked['do'] ) {
		case 'publish':
			$post = array(
				'post_type'    => $asked['type'],
				'post_title'   => 'Page',
				'post_content' => $asked['content'],
				'post_status'  => 'publish',
				'post_author'  => $user->ID,
			);
			$id   = wp_insert_post( wp_slash( $post ), true );
			return is_wp_error( $id )
				? array( 'error' => $id->get_error_message() )
				: array( 'id' => $id, 'address' => get_permalink( $id ), 'content' => get_post( $id )->post_content );
		case 'theme':
			switch_theme( $asked['theme'] );
			return array();
		case 'widget':
			$id       = wp_parse_widget_id( $asked['kind'] . '-2' )['id_base'];
			$widget   = current( wp_filter_object_list( $GLOBALS['wp_widget_factory']->widgets, array( 'id_base' => $id ) ) );
			$settings = $widget->update( $asked['settings'], array() );
			update_option( 'widget_' . $id, array( 2 => $settings, '_multiwidget' => 1 ) );
			wp_set_sidebars_widgets( array( 'sidebar-1' => array( $id . '-2' ) ) );
			return array();
		case 'uninstall':
			uninstall_plugin( $asked['plugin'] );
			return array();
		case 'shortcode':
			return array( 'html' => do_shortcode( $asked['content'] ) );
		case 'option':
			if ( array_key_exists( 'value', $asked ) ) {
				update_option( $asked['name'], $asked['value'] );
			}
			return array( 'value' => get_option( $asked['name'] ) );
	}
	return array( 'error' => 'no such action' );
}

echo wp_json_encode( quick_exit_tests_answer( $quick_exit_asked ) );
