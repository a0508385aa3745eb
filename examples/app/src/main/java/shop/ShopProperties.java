package shop;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What {@code [app /shop/]} sets with {@code shop.greeting = ...}, or {@code [environ]} with {@code SHOP_GREETING}. */
@ConfigurationProperties("shop")
public record ShopProperties(@DefaultValue("Hello from the shop") String greeting) {}
