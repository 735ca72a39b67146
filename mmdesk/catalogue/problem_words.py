"""The words for each kind of problem: what is wrong, then the cure. `{value}` is what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mmdesk.errors import Text

_OF_IDS: Final[Mapping[str, Text]] = {
    "no_id": Text(
        "у товара нет id. Укажите внешний код (externalId) торгового предложения в RetailCRM.",
        "the offer has no id. Give its externalId in RetailCRM.",
    ),
    "bad_id": Text(
        "id «{value}» не подходит: можно до 20 латинских букв, цифр, «-» и «_», без пробелов. "
        "Исправьте внешний код в RetailCRM; сокращать его нельзя, по нему приходят заказы.",
        "the id “{value}” will not do: at most 20 Latin letters, digits, - and _, no spaces. "
        "Correct the externalId in RetailCRM; it cannot be shortened, orders refer to it.",
    ),
    "duplicate_id": Text(
        "этот id стоит больше чем у одного товара. Дайте каждому свой внешний код в RetailCRM.",
        "more than one offer has this id. Give each an externalId of its own in RetailCRM.",
    ),
    "not_in_crm": Text(
        "в RetailCRM нет товара с таким внешним кодом: строку заказа будет не с чем связать. "
        "Добавьте его в RetailCRM или уберите из фида.",
        "RetailCRM has no offer with this externalId: an order for it cannot be matched. "
        "Add it to RetailCRM, or take it out of the feed.",
    ),
    "not_in_feed": Text(
        "товара нет в фиде: {value}. Если он должен продаваться, добавьте его.",
        "the offer is not in the feed: {value}. Add it if it is to be sold.",
    ),
}
_OF_RULES: Final[Mapping[str, Text]] = {
    "inactive": Text(
        "товар выключен в RetailCRM. Чтобы продавать его, включите товар и предложение там.",
        "the offer is switched off in RetailCRM. Switch it on there to sell it.",
    ),
    "service": Text(
        "это услуга, а не товар. Если это ошибка, исправьте тип в RetailCRM.",
        "this is a service, not goods. If that is wrong, correct its type in RetailCRM.",
    ),
    "min_quantity": Text(
        "остаток {value} меньше наименьшего. Пополните его или измените наименьший: «Каталог» → «Правила».",
        "the stock of {value} is below the least. Fill it up, or change the least: Catalogue → Rules.",
    ),
    "vendor": Text(
        "производитель «{value}» исключён. Если он снова нужен, уберите его из исключённых: «Каталог» → "
        "«Правила».",
        "the vendor “{value}” is left out. To sell it again take it off the list: Catalogue → Rules.",
    ),
    "unknown_vat": Text(
        "для ставки НДС «{value}» нет кода. Добавьте её в таблицу ставок: «Каталог» → «Правила».",
        "the VAT rate “{value}” has no code. Add it to the table of rates: Catalogue → Rules.",
    ),
    "price_jump": Text(
        "цена изменилась намного: {value}. Проверьте её в RetailCRM.",
        "the price has moved far: {value}. Check it in RetailCRM.",
    ),
}
_OF_OFFERS: Final[Mapping[str, Text]] = {
    "bad_available": Text(
        "available — «{value}», а должно быть true или false.", "available is “{value}”, not true or false."
    ),
    "no_pieces": Text(
        "available=true, а остаток 0. Поставьте false или укажите остаток.",
        "available is true, but the stock is 0. Write false, or give the stock.",
    ),
    "unsold_pieces": Text(
        "available=false, а остаток {value}. Поставьте true или остаток 0.",
        "available is false, but the stock is {value}. Write true, or a stock of 0.",
    ),
    "no_name": Text(
        "нет названия: нужна хотя бы одна буква или цифра. Заполните название.",
        "there is no name: it needs a letter or a digit. Fill it in.",
    ),
    "long_name": Text(
        "название длиннее 150 знаков: {value}. Лучше сократить.",
        "the name is longer than 150 characters: {value}. Better shorten it.",
    ),
    "long_description": Text(
        "описание длиннее 3000 знаков: {value}. Лучше сократить.",
        "the description is longer than 3000 characters: {value}. Better shorten it.",
    ),
    "no_price": Text(
        "нет цены хотя бы в рубль. Укажите цену.", "there is no price of a rouble at least. Give one."
    ),
    "bad_price": Text(
        "цена «{value}» не число. Напишите целое число рублей.",
        "the price “{value}” is no number. Write whole roubles.",
    ),
    "fraction_price": Text(
        "цена {value} с копейками: Мегамаркет округлит её вниз. Напишите целые рубли.",
        "the price {value} has a fraction, which Megamarket cuts off. Write whole roubles.",
    ),
    "old_price": Text(
        "старая цена {value} не выше цены больше чем на 5 %. Поднимите её или уберите.",
        "the old price {value} is not more than 5 percent above the price. Raise it, or leave it out.",
    ),
    "bad_old_price": Text(
        "старая цена «{value}» не целое число больше нуля. Исправьте или уберите её.",
        "the old price “{value}” is no whole number above zero. Correct it, or leave it out.",
    ),
    "bad_currency": Text(
        "валюта «{value}», а принимаются только RUB.", "the currency is “{value}”; only RUB is taken."
    ),
    "old_currency": Text(
        "валюта названа по-старому, {value}. Лучше написать RUB.",
        "the currency has its former name, {value}. Better write RUB.",
    ),
    "no_category": Text(
        "нет категории. Отнесите товар к группе товаров.", "there is no category. Put the offer into a group."
    ),
    "bad_category": Text(
        "категория «{value}» не целое число больше нуля. Исправьте categoryId.",
        "the category “{value}” is no whole number above zero. Correct categoryId.",
    ),
    "unknown_category": Text(
        "категории {value} нет в списке categories. Добавьте её туда или выберите другую.",
        "the category {value} is not among the categories. Add it there, or choose another.",
    ),
    "no_picture": Text(
        "нет картинки, без неё карточку не создать. Добавьте фото.",
        "there is no picture, and no card can be made without. Add one.",
    ),
    "bad_picture": Text(
        "адрес картинки «{value}» не подходит: нужен http(s) без кириллицы и пробелов. "
        "Переименуйте файл или закодируйте адрес.",
        "the picture's address “{value}” will not do: it has to be http(s) without Cyrillic and spaces. "
        "Rename the file, or encode the address.",
    ),
    "bad_url": Text(
        "адрес «{value}» не подходит: нужен http(s) без кириллицы и пробелов. Закодируйте его.",
        "the address “{value}” will not do: it has to be http(s) without Cyrillic and spaces. Encode it.",
    ),
    "no_vat": Text(
        "нет ставки НДС. Плательщику НДС она нужна: заполните её у товара.",
        "there is no VAT rate. A payer of VAT needs one: fill it in.",
    ),
    "bad_vat": Text(
        "код НДС «{value}» не из таблицы. Исправьте его или дополните таблицу: «Каталог» → «Правила».",
        "the VAT code “{value}” is not in the table. Correct it, or add it there: Catalogue → Rules.",
    ),
    "no_vendor": Text(
        "нет производителя, он нужен для карточки. Укажите бренд.",
        "there is no vendor, which a card needs. Give the brand.",
    ),
    "bad_barcode": Text(
        "штрихкод «{value}» не EAN: нужны 8, 12 или 13 цифр с верной контрольной, 13 — не с «20». "
        "Исправьте или уберите его.",
        "the barcode “{value}” is no EAN: 8, 12 or 13 digits with the right check digit, 13 not from 20 on. "
        "Correct it, or leave it out.",
    ),
    "no_stock": Text(
        "нет остатка (outlets). Он нужен, если остатки передаются фидом.",
        "there is no stock (outlets). It is needed when the feed carries the stock.",
    ),
    "no_outlet_id": Text(
        "у остатка нет номера склада. Возьмите его в кабинете: «Настройки → Доставка».",
        "the stock has no warehouse number. It is in the account: «Настройки → Доставка».",
    ),
    "bad_quantity": Text(
        "остаток «{value}» не целое число от нуля. Исправьте его.",
        "the stock “{value}” is no whole number from zero on. Correct it.",
    ),
    "no_param_name": Text(
        "у свойства нет названия. Дайте его или уберите свойство.",
        "a param has no name. Name it, or leave it out.",
    ),
    "empty_param": Text(
        "свойство «{value}» пустое. Заполните его или уберите.",
        "the param “{value}” is empty. Fill it in, or leave it out.",
    ),
    "purchase_price": Text(
        "в фиде закупочная цена, а его может прочесть кто угодно. Уберите её и смените адрес фида.",
        "the feed tells a purchase price, and anybody may read it. Take it out and change the address.",
    ),
}
_OF_SHIPMENT: Final[Mapping[str, Text]] = {
    "no_shipment_options": Text(
        "нет срока подготовки. Добавьте option в shipment-options магазина или товара.",
        "the time for preparing is missing. Add an option to the shipment-options of the shop or the offer.",
    ),
    "bad_days": Text(
        "дней на подготовку «{value}», а нужно целое число от нуля. Исправьте days.",
        "“{value}” days for preparing; it has to be a whole number from zero on. Correct days.",
    ),
    "bad_order_before": Text(
        "час окончания приёма «{value}», а нужно целое число от 0 до 24. Исправьте order-before.",
        "the hour at which the day ends is “{value}”; it has to be a whole number from 0 to 24. "
        "Correct order-before.",
    ),
    "store_id": Text(
        "store-id={value} у товара: он бывает только у магазина. Уберите его.",
        "store-id={value} at an offer: only the shop may have it. Take it out.",
    ),
}
_OF_STRUCTURE: Final[Mapping[str, Text]] = {
    "repeated_element": Text(
        "элемент стоит больше одного раза. Оставьте один.", "the element stands there twice. Keep one."
    ),
    "nested_element": Text(
        "внутри текста есть теги. Оберните его в CDATA или замените «<» на &lt;.",
        "there are tags within the text. Wrap it in CDATA, or write &lt; for <.",
    ),
    "unknown_element": Text(
        "такого элемента Мегамаркет не описывает. Лучше убрать его.",
        "Megamarket describes no such element. Better take it out.",
    ),
    "misplaced": Text(
        "элемент стоит не на своём месте. Товары — в shop/offers, категории — в shop/categories.",
        "the element is in the wrong place. Offers belong into shop/offers, categories into shop/categories.",
    ),
    "wrong_root": Text(
        "корневой элемент «{value}», а нужен yml_catalog. Это не фид Мегамаркета.",
        "the root element is “{value}”, not yml_catalog. This is no feed for Megamarket.",
    ),
    "bad_date": Text(
        "дата «{value}» не подходит: нужна с часовым поясом, например 2026-03-14T09:05:00+03:00.",
        "the date “{value}” will not do: it needs a time zone, such as 2026-03-14T09:05:00+03:00.",
    ),
    "no_shop": Text("нет элемента shop. Добавьте его.", "the element shop is missing. Add it."),
    "no_shop_name": Text("у магазина нет названия. Заполните name.", "the shop has no name. Fill in name."),
    "no_company": Text(
        "у магазина нет компании. Заполните company.", "the shop has no company. Fill in company."
    ),
    "no_shop_url": Text("у магазина нет адреса. Заполните url.", "the shop has no address. Fill in url."),
    "no_currency": Text(
        'нет валюты. Добавьте <currency id="RUB" rate="1"/>.',
        'there is no currency. Add <currency id="RUB" rate="1"/>.',
    ),
    "bad_rate": Text("курс рубля «{value}», а нужно 1.", "the rate of the rouble is “{value}”, not 1."),
    "no_categories": Text(
        "нет элемента categories. Добавьте дерево категорий.",
        "the element categories is missing. Add the tree of categories.",
    ),
    "bad_category_id": Text(
        "номер категории «{value}» не целое число больше нуля. Исправьте его.",
        "the category's id “{value}” is no whole number above zero. Correct it.",
    ),
    "duplicate_category": Text(
        "номер категории {value} повторяется. Оставьте одну.",
        "the category's id {value} is there twice. Keep one.",
    ),
    "no_category_name": Text(
        "у категории «{value}» нет названия. Заполните его.",
        "the category “{value}” has no name. Fill it in.",
    ),
    "no_parent": Text(
        "родительской категории «{value}» нет в списке. Добавьте её или уберите parentId.",
        "the parent category “{value}” is not in the list. Add it, or take parentId out.",
    ),
    "category_cycle": Text(
        "категория {value} вложена сама в себя. Исправьте parentId.",
        "the category {value} is below itself. Correct parentId.",
    ),
    "no_offers": Text("в фиде нет ни одного товара.", "the feed has no offer at all."),
}
_OF_FILES: Final[Mapping[str, Text]] = {
    "empty_file": Text("файл пуст.", "the file is empty."),
    "too_large": Text(
        "файл больше 500 МБ, дальше {value} байт он не прочитан. Разделите фид на части.",
        "the file is larger than 500 MB, and was read up to byte {value}. Split the feed.",
    ),
    "too_many_offers": Text(
        "товаров слишком много: {value}, дальше файл не проверен. Разделите фид на части.",
        "there are too many offers: {value}, and the rest was not checked. Split the feed.",
    ),
    "too_many_categories": Text(
        "категорий слишком много: {value}, дальше файл не проверен. Сократите их число.",
        "there are too many categories: {value}, and the rest was not checked. Reduce them.",
    ),
    "no_offer_for_long": Text(
        "{value} байт подряд без единого товара на своём месте, дальше файл не проверен. "
        "Уберите из фида лишнее.",
        "{value} bytes in a row without an offer in its place, and the rest was not checked. "
        "Take out of the feed what does not belong there.",
    ),
    "bad_gzip": Text(
        "архив gzip повреждён. Сожмите фид заново.", "the gzip is damaged. Compress the feed again."
    ),
    "truncated": Text(
        "файл обрывается ({value}). Скачайте или соберите его заново.",
        "the file breaks off ({value}). Fetch or build it again.",
    ),
    "not_well_formed": Text(
        "XML не читается: {value}. Исправьте это место.",
        "the XML cannot be read: {value}. Correct this place.",
    ),
    "bad_bytes": Text(
        "символ, которого в XML быть не может, или другая кодировка: {value}. "
        "Сохраните файл в той кодировке, которая указана в его начале.",
        "a character that no XML may have, or another encoding: {value}. "
        "Save the file in the encoding that its beginning names.",
    ),
    "wrong_encoding": Text(
        "кодировка {value}. Нужна UTF-8 или Windows-1251, и в начале файла должна быть указана она же.",
        "the encoding is {value}. It has to be UTF-8 or Windows-1251, and the file's beginning must name it.",
    ),
    "no_encoding": Text(
        'в начале файла не указана кодировка. Допишите encoding="UTF-8".',
        'the file\'s beginning names no encoding. Add encoding="UTF-8".',
    ),
    "no_declaration": Text(
        "файл начинается не с <?xml …?>. Добавьте эту строку первой.",
        "the file does not begin with <?xml …?>. Make that its first line.",
    ),
    "bad_declaration": Text(
        'первая строка «{value}» написана с ошибкой. Нужна <?xml version="1.0" encoding="UTF-8"?>.',
        'the first line “{value}” is wrong. It has to be <?xml version="1.0" encoding="UTF-8"?>.',
    ),
    "junk_ahead": Text(
        "перед <?xml …?> стоит лишнее: «{value}». Уберите всё, что выше.",
        "something stands ahead of <?xml …?>: “{value}”. Take it out.",
    ),
    "bom": Text(
        "в начале файла метка BOM. Сохраните его как UTF-8 без BOM.",
        "the file begins with a BOM. Save it as UTF-8 without BOM.",
    ),
    "no_root": Text(
        "в начале файла нет yml_catalog: «{value}». Это не фид Мегамаркета.",
        "there is no yml_catalog at the beginning: “{value}”. This is no feed for Megamarket.",
    ),
    "entities": Text(
        "в файле объявлены сущности: {value}. Уберите объявления, пишите сами символы.",
        "the file declares entities: {value}. Take the declarations out, write the characters themselves.",
    ),
}
WORDS: Final[Mapping[str, Text]] = {
    **_OF_IDS,
    **_OF_RULES,
    **_OF_OFFERS,
    **_OF_SHIPMENT,
    **_OF_STRUCTURE,
    **_OF_FILES,
}
