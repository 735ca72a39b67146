<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
    <context>
        <name>AboutDialog</name>
        <message>
            <source>A warehouse desktop between Megamarket and RetailCRM.</source>
            <translation>Рабочее место склада между Мегамаркетом и RetailCRM.</translation>
        </message>
        <message>
            <source>About mmdesk</source>
            <translation>О программе mmdesk</translation>
        </message>
        <message>
            <source>Free software under the MIT licence.</source>
            <translation>Свободная программа, лицензия MIT.</translation>
        </message>
        <message>
            <source>Its windows use Qt {version} and PySide6 under the GNU LGPL, version 3: you may replace these libraries by your own build of them.</source>
            <translation>Окна сделаны на Qt {version} и PySide6 по лицензии GNU LGPL версии 3: эти библиотеки можно заменить своей сборкой.</translation>
        </message>
    </context>
    <context>
        <name>AlarmBanner</name>
        <message>
            <source>Answer…</source>
            <translation>Ответить…</translation>
        </message>
        <message>
            <source>Do not pack it and do not hand it over.</source>
            <translation>Не упаковывайте и не отгружайте его.</translation>
        </message>
        <message>
            <source>Megamarket waits for your answer.</source>
            <translation>Мегамаркет ждёт вашего ответа.</translation>
        </message>
        <message>
            <source>Take it out of box {boxes}.</source>
            <translation>Достаньте его из места {boxes}.</translation>
        </message>
        <message>
            <source>The buyer asks to cancel the whole order</source>
            <translation>Покупатель просит отменить весь заказ</translation>
        </message>
        <message>
            <source>The buyer asks to cancel: {lots}</source>
            <translation>Покупатель просит отменить: {lots}</translation>
        </message>
        <message>
            <source>The buyer has cancelled the whole order</source>
            <translation>Покупатель отменил весь заказ</translation>
        </message>
        <message>
            <source>The buyer has cancelled: {lots}</source>
            <translation>Покупатель отменил: {lots}</translation>
        </message>
        <message>
            <source>The order goes on without it.</source>
            <translation>Остальное собирается как обычно.</translation>
        </message>
    </context>
    <context>
        <name>AnswerDialog</name>
        <message>
            <source>Answer the cancellation</source>
            <translation>Ответ на отмену</translation>
        </message>
        <message>
            <source>In order {number} will be cancelled: {lots}.</source>
            <translation>В заказе {number} будет отменено: {lots}.</translation>
        </message>
        <message>
            <source>Megamarket waits for an answer to the buyer.</source>
            <translation>Мегамаркет ждёт ответа покупателю.</translation>
        </message>
        <message>
            <source>No answer yet: {lots}. 1 agrees to the cancellation, 2 keeps the lot.</source>
            <translation>Ещё без ответа: {lots}. 1 — согласиться на отмену, 2 — оставить лот.</translation>
        </message>
        <message>
            <source>Send the answer</source>
            <translation>Отправить ответ</translation>
        </message>
        <message>
            <source>The buyer asks to cancel these lots: 1 agrees, 2 keeps the lot in the order.</source>
            <translation>Покупатель просит отменить эти лоты: 1 — согласиться, 2 — оставить лот в заказе.</translation>
        </message>
        <message>
            <source>The buyer will be refused the cancellation: {lots}.</source>
            <translation>Покупателю откажут в отмене: {lots}.</translation>
        </message>
    </context>
    <context>
        <name>BenchHeader</name>
        <message>
            <source>Scanner and sounds</source>
            <translation>Сканер и звуки</translation>
        </message>
        <message numerus="yes">
            <source>Unknown codes: %n</source>
            <translation>
                <numerusform>Неизвестные коды: %n</numerusform>
                <numerusform>Неизвестные коды: %n</numerusform>
                <numerusform>Неизвестные коды: %n</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>BodyDialog</name>
        <message>
            <source>Close  Esc</source>
            <translation>Закрыть  Esc</translation>
        </message>
        <message>
            <source>Names, phones, addresses and secrets are shown as stars.</source>
            <translation>Имена, телефоны, адреса и секреты заменены звёздочками.</translation>
        </message>
    </context>
    <context>
        <name>BoxRow</name>
        <message>
            <source>Box {box}: {lots}</source>
            <translation>Место {box}: {lots}</translation>
        </message>
        <message>
            <source>label is here</source>
            <translation>этикетка есть</translation>
        </message>
        <message>
            <source>no label yet</source>
            <translation>этикетки ещё нет</translation>
        </message>
    </context>
    <context>
        <name>BoxTable</name>
        <message>
            <source>Box</source>
            <translation>Место</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>Код</translation>
        </message>
        <message>
            <source>Lots to pack</source>
            <translation>Лоты для упаковки</translation>
        </message>
        <message>
            <source>No.</source>
            <translation>№</translation>
        </message>
        <message>
            <source>Price</source>
            <translation>Цена</translation>
        </message>
        <message>
            <source>Product</source>
            <translation>Товар</translation>
        </message>
        <message>
            <source>box {box}</source>
            <translation>место {box}</translation>
        </message>
        <message>
            <source>needed</source>
            <translation>нужен</translation>
        </message>
        <message>
            <source>read</source>
            <translation>считан</translation>
        </message>
    </context>
    <context>
        <name>BoxesPart</name>
        <message>
            <source>Boxes</source>
            <translation>Места</translation>
        </message>
    </context>
    <context>
        <name>BuildTab</name>
        <message>
            <source>A new build does not make Megamarket fetch the feed: it comes by itself. To hurry it, use its account: «Ассортимент | Добавить новые товары | Добавить с помощью фида | Загрузить фид».</source>
            <translation>Наша сборка не заставляет Мегамаркет скачать фид: он приходит за ним сам. Поторопить можно в его кабинете: «Ассортимент | Добавить новые товары | Добавить с помощью фида | Загрузить фид».</translation>
        </message>
        <message>
            <source>Answer</source>
            <translation>Ответ</translation>
        </message>
        <message>
            <source>Begun {moment}</source>
            <translation>Начата {moment}</translation>
        </message>
        <message>
            <source>Build {number}: {state}</source>
            <translation>Сборка {number}: {state}</translation>
        </message>
        <message>
            <source>Built {moment}, took {seconds} s</source>
            <translation>Собрана {moment} за {seconds} с</translation>
        </message>
        <message>
            <source>Copied</source>
            <translation>Скопировано</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Копировать</translation>
        </message>
        <message>
            <source>Goods from: {source}</source>
            <translation>Товары из: {source}</translation>
        </message>
        <message>
            <source>In the feed, but with remarks</source>
            <translation>В фиде, но с замечаниями</translation>
        </message>
        <message>
            <source>Left out: {count}</source>
            <translation>Не попали в фид: {count}</translation>
        </message>
        <message>
            <source>Nobody has fetched the feed yet</source>
            <translation>Фид ещё никто не забирал</translation>
        </message>
        <message>
            <source>Nothing has been built yet</source>
            <translation>Фид ещё не собирался</translation>
        </message>
        <message>
            <source>Paste it into the edit form of your shop in the Megamarket account.</source>
            <translation>Вставьте её в форму редактирования магазина в кабинете Мегамаркета.</translation>
        </message>
        <message>
            <source>Paste the feed's address into the Megamarket account: every fetch is listed here.</source>
            <translation>Вставьте ссылку на фид в кабинет Мегамаркета: здесь будет видно каждое скачивание.</translation>
        </message>
        <message>
            <source>Published {moment}</source>
            <translation>Опубликована {moment}</translation>
        </message>
        <message>
            <source>Published {moment}, by decision of {name}</source>
            <translation>Опубликована {moment}, так решил(а): {name}</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>Читается…</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Размер</translation>
        </message>
        <message>
            <source>Size {plain}, packed {packed}</source>
            <translation>Размер {plain}, в сжатом виде {packed}</translation>
        </message>
        <message>
            <source>The feed's address</source>
            <translation>Ссылка на фид</translation>
        </message>
        <message>
            <source>The last build</source>
            <translation>Последняя сборка</translation>
        </message>
        <message>
            <source>The service builds the feed by itself within a minute of its start, and “Build now” at once.</source>
            <translation>Служба соберёт фид сама в течение минуты после запуска, а по кнопке «Собрать сейчас» — сразу.</translation>
        </message>
        <message>
            <source>The service reads the catalogue of RetailCRM once the connection “{name}” is registered there: Settings → Connections → “Register”</source>
            <translation>Служба прочитает каталог RetailCRM, когда подключение «{name}» будет там зарегистрировано: «Настройки» → «Подключения» → «Зарегистрировать»</translation>
        </message>
        <message>
            <source>The stock of an offer is the sum of all warehouses: there is no stock by warehouse.</source>
            <translation>Остаток товара — сумма по всем складам: остатков по отдельным складам в фиде нет.</translation>
        </message>
        <message>
            <source>This address works on this computer only. Give the service a public one: Settings → Integration data.</source>
            <translation>Эта ссылка работает только на этом компьютере. Задайте службе адрес в интернете: «Настройки» → «Интеграционные данные».</translation>
        </message>
        <message>
            <source>When</source>
            <translation>Когда</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>Кто</translation>
        </message>
        <message>
            <source>Who fetched the feed</source>
            <translation>Кто забирал фид</translation>
        </message>
        <message>
            <source>in the feed</source>
            <translation>в фиде</translation>
        </message>
        <message>
            <source>read from the source</source>
            <translation>прочитано из каталога</translation>
        </message>
        <message>
            <source>{count} of them without stock</source>
            <translation>из них без остатка {count}</translation>
        </message>
    </context>
    <context>
        <name>BulkQuestion</name>
        <message numerus="yes">
            <source>%n acceptance(s): Megamarket will see them as assembled</source>
            <translation>
                <numerusform>%n приём в сборку: Мегамаркет увидит заказ собранным</numerusform>
                <numerusform>%n приёма в сборку: Мегамаркет увидит их собранными</numerusform>
                <numerusform>%n приёмов в сборку: Мегамаркет увидит их собранными</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n confirmation(s)</source>
            <translation>
                <numerusform>%n подтверждение</numerusform>
                <numerusform>%n подтверждения</numerusform>
                <numerusform>%n подтверждений</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n order(s)</source>
            <translation>
                <numerusform>%n заказ</numerusform>
                <numerusform>%n заказа</numerusform>
                <numerusform>%n заказов</numerusform>
            </translation>
        </message>
        <message>
            <source>Do it</source>
            <translation>Выполнить</translation>
        </message>
        <message>
            <source>Every order goes into one box. Megamarket is told at once.</source>
            <translation>Каждый заказ ляжет в одно место. Мегамаркет узнает сразу.</translation>
        </message>
        <message>
            <source>Left out:</source>
            <translation>Останутся без изменений:</translation>
        </message>
        <message>
            <source>Several orders at once</source>
            <translation>Сразу несколько заказов</translation>
        </message>
        <message>
            <source>That an order is with the courier cannot be taken back.</source>
            <translation>Передачу курьеру вернуть нельзя.</translation>
        </message>
        <message>
            <source>The orders</source>
            <translation>Заказы</translation>
        </message>
        <message>
            <source>Until it has left, Ctrl+Z takes it back.</source>
            <translation>Пока действие не ушло, его вернёт Ctrl+Z.</translation>
        </message>
        <message>
            <source>overdue</source>
            <translation>просрочен</translation>
        </message>
    </context>
    <context>
        <name>BundleButton</name>
        <message>
            <source>Collecting…</source>
            <translation>Собирается…</translation>
        </message>
        <message>
            <source>Support bundle…</source>
            <translation>Архив для поддержки…</translation>
        </message>
        <message>
            <source>The support bundle is saved, without secrets and personal data: {file}</source>
            <translation>Архив для поддержки сохранён, без секретов и личных данных: {file}</translation>
        </message>
        <message>
            <source>Where to save the support bundle</source>
            <translation>Куда сохранить архив для поддержки</translation>
        </message>
    </context>
    <context>
        <name>BuyerPart</name>
        <message>
            <source>Buyer</source>
            <translation>Покупатель</translation>
        </message>
        <message>
            <source>Comment: {words}</source>
            <translation>Комментарий: {words}</translation>
        </message>
        <message>
            <source>Copy the phone number</source>
            <translation>Скопировать телефон</translation>
        </message>
    </context>
    <context>
        <name>CallDeeds</name>
        <message>
            <source>Drop</source>
            <translation>Снять</translation>
        </message>
        <message>
            <source>Drop the call?</source>
            <translation>Снять вызов?</translation>
        </message>
        <message>
            <source>Nothing follows from this call any more. Its orders still arrive by polling.</source>
            <translation>Из этого вызова больше ничего не последует. Заказы по-прежнему приходят опросом.</translation>
        </message>
        <message>
            <source>The call is dropped</source>
            <translation>Вызов снят</translation>
        </message>
        <message>
            <source>The service works the call off again; its orders are read anew</source>
            <translation>Служба обработает вызов снова; заказы из него будут перечитаны</translation>
        </message>
        <message>
            <source>{call} · orders: {orders}</source>
            <translation>{call} · заказы: {orders}</translation>
        </message>
    </context>
    <context>
        <name>CallWords</name>
        <message>
            <source>cancellation</source>
            <translation>отмена</translation>
        </message>
        <message>
            <source>new order</source>
            <translation>новый заказ</translation>
        </message>
    </context>
    <context>
        <name>CallsView</name>
        <message>
            <source>Call</source>
            <translation>Вызов</translation>
        </message>
        <message>
            <source>Calls of Megamarket</source>
            <translation>Вызовы Мегамаркета</translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>Подключение</translation>
        </message>
        <message>
            <source>Drop…  Del</source>
            <translation>Снять…  Del</translation>
        </message>
        <message numerus="yes">
            <source>It came again %n time(s), with no further effect.</source>
            <translation>
                <numerusform>Пришёл ещё %n раз; повтор ничего не изменил.</numerusform>
                <numerusform>Пришёл ещё %n раза; повтор ничего не изменил.</numerusform>
                <numerusform>Пришёл ещё %n раз; повтор ничего не изменил.</numerusform>
            </translation>
        </message>
        <message>
            <source>Its orders are read again; nothing is done twice</source>
            <translation>Заказы из него будут перечитаны; дважды ничего не сделается</translation>
        </message>
        <message>
            <source>No call is stopped</source>
            <translation>Остановленных вызовов нет</translation>
        </message>
        <message>
            <source>No calls of Megamarket</source>
            <translation>Вызовов Мегамаркета нет</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>Заказ</translation>
        </message>
        <message>
            <source>Repeats</source>
            <translation>Повторы</translation>
        </message>
        <message>
            <source>Show the body  Enter</source>
            <translation>Показать тело  Enter</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Состояние</translation>
        </message>
        <message>
            <source>Stopped ones only</source>
            <translation>Только остановленные</translation>
        </message>
        <message>
            <source>They come once the public addresses are entered in the Megamarket account. Without them every order arrives by polling.</source>
            <translation>Они приходят, когда публичные адреса вписаны в кабинете Мегамаркета. И без них каждый заказ приходит опросом.</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Время</translation>
        </message>
        <message>
            <source>What it says</source>
            <translation>Что известно</translation>
        </message>
        <message>
            <source>Work it off again, or drop it: its orders still arrive by polling.</source>
            <translation>Обработайте его снова или снимите: заказы по-прежнему приходят опросом.</translation>
        </message>
        <message>
            <source>Work off again  Ctrl+R</source>
            <translation>Обработать снова  Ctrl+R</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>остановлен</translation>
        </message>
        <message>
            <source>waits</source>
            <translation>ждёт</translation>
        </message>
        <message>
            <source>worked off</source>
            <translation>обработан</translation>
        </message>
        <message>
            <source>{call}, {at}: {state}</source>
            <translation>{call}, {at}: {state}</translation>
        </message>
    </context>
    <context>
        <name>CatalogueView</name>
        <message>
            <source>Another feed</source>
            <translation>Чужой фид</translation>
        </message>
        <message>
            <source>Build</source>
            <translation>Сборка</translation>
        </message>
        <message>
            <source>Build the feed now</source>
            <translation>Собрать фид сейчас</translation>
        </message>
        <message>
            <source>Catalogue</source>
            <translation>Каталог</translation>
        </message>
        <message>
            <source>Connect a shop</source>
            <translation>Подключить магазин</translation>
        </message>
        <message>
            <source>Copy the line</source>
            <translation>Скопировать строку</translation>
        </message>
        <message>
            <source>Differences</source>
            <translation>Изменения</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Enter</translation>
        </message>
        <message>
            <source>History</source>
            <translation>История</translation>
        </message>
        <message>
            <source>Leave the search, go back to the list</source>
            <translation>Закончить поиск, вернуться к списку</translation>
        </message>
        <message>
            <source>Nothing is connected yet</source>
            <translation>Ещё ничего не подключено</translation>
        </message>
        <message>
            <source>Offers</source>
            <translation>Товары</translation>
        </message>
        <message>
            <source>Open a tab of the page</source>
            <translation>Открыть вкладку страницы</translation>
        </message>
        <message>
            <source>Open what the line is about</source>
            <translation>Открыть то, о чём строка</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>Замечания</translation>
        </message>
        <message>
            <source>Rules</source>
            <translation>Правила</translation>
        </message>
        <message>
            <source>Save the rules, or the list as a file</source>
            <translation>Сохранить правила или список в файл</translation>
        </message>
        <message>
            <source>Search offers</source>
            <translation>Искать товары</translation>
        </message>
        <message>
            <source>Sections of the catalogue</source>
            <translation>Разделы каталога</translation>
        </message>
        <message>
            <source>The feed is made of the goods of RetailCRM, once a Megamarket account is connected.</source>
            <translation>Фид собирается из товаров RetailCRM, когда подключён магазин Мегамаркета.</translation>
        </message>
        <message>
            <source>The rules are saved. The service builds the feed anew.</source>
            <translation>Правила сохранены. Служба собирает фид заново.</translation>
        </message>
        <message>
            <source>The service is not running: it builds when it starts.</source>
            <translation>Служба не работает: она соберёт фид, когда запустится.</translation>
        </message>
        <message>
            <source>the rules of the feed of “{name}”</source>
            <translation>правила фида «{name}»</translation>
        </message>
    </context>
    <context>
        <name>CatalogueWords</name>
        <message>
            <source>A build is asked for by {name}, and has not begun yet</source>
            <translation>Сборку просит {name}, она ещё не началась</translation>
        </message>
        <message>
            <source>A build is asked for, and has not begun yet</source>
            <translation>Сборку попросили, она ещё не началась</translation>
        </message>
        <message>
            <source>A new feed waits: the feed was taken back to an earlier build</source>
            <translation>Новый фид ждёт решения: фид был возвращён к прежней сборке</translation>
        </message>
        <message>
            <source>Barcodes</source>
            <translation>Штрихкоды</translation>
        </message>
        <message>
            <source>Building the feed: {read} of about {of} offers, {percent} %</source>
            <translation>Фид собирается: {read} товаров примерно из {of}, {percent} %</translation>
        </message>
        <message>
            <source>Building the feed: {read} offers, {percent} %</source>
            <translation>Фид собирается: товаров {read}, {percent} %</translation>
        </message>
        <message>
            <source>Category</source>
            <translation>Категория</translation>
        </message>
        <message>
            <source>Checked {moment}: nothing has changed</source>
            <translation>Проверено {moment}: изменений нет</translation>
        </message>
        <message>
            <source>Comparing with the published feed…</source>
            <translation>Сравнение с опубликованным фидом…</translation>
        </message>
        <message>
            <source>Fetching the catalogue: {read} of {of}</source>
            <translation>Каталог загружается: {read} из {of}</translation>
        </message>
        <message>
            <source>Fetching the catalogue: {read} so far</source>
            <translation>Каталог загружается: получено {read}</translation>
        </message>
        <message>
            <source>Goods or a service</source>
            <translation>Товар или услуга</translation>
        </message>
        <message>
            <source>Id</source>
            <translation>Код</translation>
        </message>
        <message>
            <source>Is there a price</source>
            <translation>Есть ли цена</translation>
        </message>
        <message>
            <source>Least quantity</source>
            <translation>Наименьший остаток</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Название</translation>
        </message>
        <message>
            <source>Price</source>
            <translation>Цена</translation>
        </message>
        <message>
            <source>Price before the discount</source>
            <translation>Цена до скидки</translation>
        </message>
        <message>
            <source>Reading the catalogue from its source…</source>
            <translation>Каталог читается…</translation>
        </message>
        <message>
            <source>Reading the catalogue: {read} of {of} pages</source>
            <translation>Каталог читается: страниц {read} из {of}</translation>
        </message>
        <message>
            <source>RetailCRM has it no longer</source>
            <translation>больше нет в RetailCRM</translation>
        </message>
        <message>
            <source>RetailCRM, by its interface</source>
            <translation>RetailCRM, по API</translation>
        </message>
        <message>
            <source>Stock</source>
            <translation>Остаток</translation>
        </message>
        <message>
            <source>Switched on</source>
            <translation>Включён</translation>
        </message>
        <message>
            <source>The build begins…</source>
            <translation>Сборка начинается…</translation>
        </message>
        <message>
            <source>The new feed is held: prices would move by {percent} % on average</source>
            <translation>Новый фид задержан: цены изменились бы в среднем на {percent} %</translation>
        </message>
        <message>
            <source>The new feed is held: {percent} % of the offers would vanish</source>
            <translation>Новый фид задержан: из него исчезли бы {percent} % товаров</translation>
        </message>
        <message>
            <source>Vendor</source>
            <translation>Производитель</translation>
        </message>
        <message>
            <source>Writing the offers down…</source>
            <translation>Товары записываются…</translation>
        </message>
        <message>
            <source>a service, not goods</source>
            <translation>услуга, а не товар</translation>
        </message>
        <message>
            <source>another name</source>
            <translation>другое название</translation>
        </message>
        <message>
            <source>another price</source>
            <translation>другая цена</translation>
        </message>
        <message>
            <source>another stock</source>
            <translation>другой остаток</translation>
        </message>
        <message>
            <source>being built</source>
            <translation>собирается</translation>
        </message>
        <message>
            <source>cancelled</source>
            <translation>отменена</translation>
        </message>
        <message>
            <source>cancelled a build</source>
            <translation>отменена сборка</translation>
        </message>
        <message>
            <source>changed the rules</source>
            <translation>изменены правила</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>не удалась</translation>
        </message>
        <message>
            <source>gone from the feed</source>
            <translation>исчез из фида</translation>
        </message>
        <message>
            <source>goods</source>
            <translation>товар</translation>
        </message>
        <message>
            <source>held, waits for an answer</source>
            <translation>задержана, ждёт решения</translation>
        </message>
        <message>
            <source>in the feed</source>
            <translation>в фиде</translation>
        </message>
        <message>
            <source>left out</source>
            <translation>не попал</translation>
        </message>
        <message>
            <source>left the former feed</source>
            <translation>оставлен прежний фид</translation>
        </message>
        <message>
            <source>new in the feed</source>
            <translation>новый в фиде</translation>
        </message>
        <message>
            <source>no category</source>
            <translation>нет категории</translation>
        </message>
        <message>
            <source>no name</source>
            <translation>нет названия</translation>
        </message>
        <message>
            <source>no price</source>
            <translation>нет цены</translation>
        </message>
        <message>
            <source>not published</source>
            <translation>не опубликована</translation>
        </message>
        <message>
            <source>published a held build</source>
            <translation>опубликована задержанная сборка</translation>
        </message>
        <message>
            <source>published now</source>
            <translation>опубликована</translation>
        </message>
        <message>
            <source>resumed sales</source>
            <translation>продажи возобновлены</translation>
        </message>
        <message>
            <source>several offers share the id</source>
            <translation>код повторяется</translation>
        </message>
        <message>
            <source>stopped sales</source>
            <translation>продажи остановлены</translation>
        </message>
        <message>
            <source>suits</source>
            <translation>подходит</translation>
        </message>
        <message>
            <source>switched off</source>
            <translation>выключен</translation>
        </message>
        <message>
            <source>switched off in RetailCRM</source>
            <translation>выключен в RetailCRM</translation>
        </message>
        <message>
            <source>switched on</source>
            <translation>включён</translation>
        </message>
        <message>
            <source>the id will not do</source>
            <translation>код не подходит</translation>
        </message>
        <message>
            <source>the vendor is left out</source>
            <translation>производитель исключён</translation>
        </message>
        <message>
            <source>there is one</source>
            <translation>есть</translation>
        </message>
        <message>
            <source>too few pieces</source>
            <translation>остаток мал</translation>
        </message>
        <message>
            <source>took back the wish for a build</source>
            <translation>отозвана просьба о сборке</translation>
        </message>
        <message>
            <source>was published</source>
            <translation>была опубликована</translation>
        </message>
        <message>
            <source>went back to an earlier build</source>
            <translation>возврат к прежней сборке</translation>
        </message>
        <message>
            <source>{size} KB</source>
            <translation>{size} КБ</translation>
        </message>
        <message>
            <source>{size} MB</source>
            <translation>{size} МБ</translation>
        </message>
    </context>
    <context>
        <name>ChangesTab</name>
        <message>
            <source>After</source>
            <translation>Стало</translation>
        </message>
        <message>
            <source>Before</source>
            <translation>Было</translation>
        </message>
        <message numerus="yes">
            <source>Build {number} beside the feed before it: %n difference(s)</source>
            <translation>
                <numerusform>Сборка {number} и фид до неё: %n отличие</numerusform>
                <numerusform>Сборка {number} и фид до неё: %n отличия</numerusform>
                <numerusform>Сборка {number} и фид до неё: %n отличий</numerusform>
            </translation>
        </message>
        <message>
            <source>Build {number} is the same as the feed before it, or the first of all</source>
            <translation>Сборка {number} не отличается от фида до неё, или она первая</translation>
        </message>
        <message>
            <source>Differences</source>
            <translation>Изменения</translation>
        </message>
        <message>
            <source>From the second build on, its differences to the feed before it are listed here.</source>
            <translation>Начиная со второй сборки здесь видно, чем она отличается от фида до неё.</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Название</translation>
        </message>
        <message>
            <source>Offer id</source>
            <translation>Код товара</translation>
        </message>
        <message>
            <source>There is nothing to compare yet</source>
            <translation>Сравнивать ещё не с чем</translation>
        </message>
        <message>
            <source>What is different</source>
            <translation>Что изменилось</translation>
        </message>
        <message>
            <source>the first {count} are listed</source>
            <translation>показаны первые {count}</translation>
        </message>
    </context>
    <context>
        <name>CheckDialog</name>
        <message>
            <source>Check again</source>
            <translation>Проверить ещё раз</translation>
        </message>
        <message>
            <source>Check the connection</source>
            <translation>Проверка подключения</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Закрыть</translation>
        </message>
    </context>
    <context>
        <name>CheckList</name>
        <message>
            <source>Search</source>
            <translation>Поиск</translation>
        </message>
        <message>
            <source>Search: {list}</source>
            <translation>Поиск: {list}</translation>
        </message>
        <message>
            <source>{chosen} of {all}</source>
            <translation>{chosen} из {all}</translation>
        </message>
    </context>
    <context>
        <name>CheckListModel</name>
        <message>
            <source>{name}  ({count})</source>
            <translation>{name}  ({count})</translation>
        </message>
        <message numerus="yes">
            <source>{name}, %n offer(s)</source>
            <translation>
                <numerusform>{name}, %n товар</numerusform>
                <numerusform>{name}, %n товара</numerusform>
                <numerusform>{name}, %n товаров</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ChecksStep</name>
        <message>
            <source>Check again</source>
            <translation>Проверить ещё раз</translation>
        </message>
        <message>
            <source>Is everything allowed that mmdesk needs?</source>
            <translation>Всё ли разрешено, что нужно mmdesk?</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Остановить</translation>
        </message>
    </context>
    <context>
        <name>ChecksView</name>
        <message>
            <source>Checking</source>
            <translation>Проверка</translation>
        </message>
    </context>
    <context>
        <name>CloseDialog</name>
        <message>
            <source>A reason is missing: {lots}. A digit or the first letters choose it.</source>
            <translation>Не указана причина: {lots}. Выберите её цифрой или первыми буквами.</translation>
        </message>
        <message>
            <source>Checked lots were handed over to the buyer; a digit says why one was not.</source>
            <translation>Отмеченные лоты вручены покупателю; цифра называет причину, по которой лот не вручён.</translation>
        </message>
        <message>
            <source>Close the order</source>
            <translation>Закрыть заказ</translation>
        </message>
        <message>
            <source>Megamarket will see order {number} as delivered in full.</source>
            <translation>Мегамаркет увидит: заказ {number} вручён полностью.</translation>
        </message>
        <message>
            <source>Megamarket will see order {number} as not delivered: it is cancelled as a whole.</source>
            <translation>Мегамаркет увидит: заказ {number} не вручён и отменяется целиком.</translation>
        </message>
        <message>
            <source>Megamarket will see order {number} delivered in part; not handed over and cancelled: {lots}.</source>
            <translation>Мегамаркет увидит: заказ {number} вручён частично, не вручено и отменяется: {lots}.</translation>
        </message>
        <message>
            <source>Send the result</source>
            <translation>Отправить результат</translation>
        </message>
        <message>
            <source>To collect from the buyer</source>
            <translation>Взять с покупателя</translation>
        </message>
        <message>
            <source>{lots}: counts as done, something was handed over.</source>
            <translation>{lots}: доставка считается выполненной, раз что-то вручено.</translation>
        </message>
        <message>
            <source>{lots}: falls away with the goods.</source>
            <translation>{lots}: доставка отпадает вместе с товарами.</translation>
        </message>
        <message>
            <source>{told} The order is closed for good. {undo}</source>
            <translation>{told} Заказ закрывается окончательно. {undo}</translation>
        </message>
    </context>
    <context>
        <name>ConfirmDialog</name>
        <message>
            <source>Leave it</source>
            <translation>Оставить как есть</translation>
        </message>
    </context>
    <context>
        <name>ConnectionCard</name>
        <message>
            <source>Check</source>
            <translation>Проверить</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>Изменить</translation>
        </message>
        <message>
            <source>Go live…</source>
            <translation>Перейти на бой…</translation>
        </message>
        <message>
            <source>Links</source>
            <translation>Ссылки</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Приостановить</translation>
        </message>
        <message>
            <source>Register</source>
            <translation>Зарегистрировать</translation>
        </message>
        <message>
            <source>Remove…</source>
            <translation>Удалить…</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Возобновить</translation>
        </message>
        <message>
            <source>TEST MODE</source>
            <translation>ТЕСТОВЫЙ РЕЖИМ</translation>
        </message>
    </context>
    <context>
        <name>ConnectionsSection</name>
        <message numerus="yes">
            <source>%n command(s) that wait will be dropped and never sent.</source>
            <translation>
                <numerusform>%n команда ждёт отправки: она снимается и не уйдёт.</numerusform>
                <numerusform>%n команды ждут отправки: они снимаются и не уйдут.</numerusform>
                <numerusform>%n команд ждут отправки: они снимаются и не уйдут.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n order(s) of it are not finished: nobody exchanges them any more.</source>
            <translation>
                <numerusform>%n заказ не завершён: обмена по нему больше не будет.</numerusform>
                <numerusform>%n заказа не завершены: обмена по ним больше не будет.</numerusform>
                <numerusform>%n заказов не завершены: обмена по ним больше не будет.</numerusform>
            </translation>
        </message>
        <message>
            <source>Connections</source>
            <translation>Подключения</translation>
        </message>
        <message>
            <source>Its key and token are forgotten, its links stop working. Orders, history and the module in RetailCRM stay.</source>
            <translation>Ключ и токен стираются, ссылки перестают работать. Заказы, история и модуль в RetailCRM остаются.</translation>
        </message>
        <message>
            <source>Remove the connection</source>
            <translation>Удалить подключение</translation>
        </message>
        <message>
            <source>Remove “{name}”?</source>
            <translation>Удалить «{name}»?</translation>
        </message>
        <message>
            <source>the new connection in the wizard</source>
            <translation>новое подключение в мастере</translation>
        </message>
        <message>
            <source>“{name}” exchanges again.</source>
            <translation>«{name}» снова обменивается заказами.</translation>
        </message>
        <message>
            <source>“{name}” is paused; what waits stays in the queue.</source>
            <translation>«{name}» на паузе; что ждёт отправки, осталось в очереди.</translation>
        </message>
        <message>
            <source>“{name}” is removed; its orders and history stay.</source>
            <translation>«{name}» удалено; заказы и история остались.</translation>
        </message>
    </context>
    <context>
        <name>ConnectionsView</name>
        <message>
            <source>Add a connection</source>
            <translation>Добавить подключение</translation>
        </message>
        <message>
            <source>Connections</source>
            <translation>Подключения</translation>
        </message>
        <message>
            <source>The service runs on the computer {host}: keys and tokens are kept there, so checks, registration and secrets are done on it.</source>
            <translation>Служба работает на компьютере {host}: ключи и токены хранятся там, поэтому проверка, регистрация и ввод секретов — на нём.</translation>
        </message>
    </context>
    <context>
        <name>ConsequenceDialog</name>
        <message>
            <source>Ctrl+Enter</source>
            <translation>Ctrl+Enter</translation>
        </message>
        <message>
            <source>Leave it  Esc</source>
            <translation>Оставить  Esc</translation>
        </message>
    </context>
    <context>
        <name>CrashDialog</name>
        <message numerus="yes">
            <source>%n mistake(s) of the program's own: it broke off what it was doing.</source>
            <translation>
                <numerusform>%n ошибка в самой программе: она прервала то, что делала.</numerusform>
                <numerusform>%n ошибки в самой программе: она прервала то, что делала.</numerusform>
                <numerusform>%n ошибок в самой программе: она прервала то, что делала.</numerusform>
            </translation>
        </message>
        <message>
            <source>A fault of the program</source>
            <translation>Ошибка программы</translation>
        </message>
        <message>
            <source>Close the program</source>
            <translation>Закрыть программу</translation>
        </message>
        <message>
            <source>Copy the report</source>
            <translation>Скопировать отчёт</translation>
        </message>
        <message>
            <source>Go on working</source>
            <translation>Работать дальше</translation>
        </message>
        <message>
            <source>Nothing that was confirmed is lost. Go on working; if it happens again, close the program, start it anew and send the report to whoever looks after it. Keys, phones and e-mail addresses are starred out in it; whatever else must not leave, delete it there before you copy it.</source>
            <translation>Ничего из подтверждённого не потеряно. Работайте дальше; если ошибка повторится, закройте программу, запустите её снова и отправьте отчёт тому, кто за ней следит. Ключи, телефоны и адреса почты в нём закрыты звёздочками; всё остальное, что не должно уйти, сотрите в нём перед копированием.</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Отчёт</translation>
        </message>
    </context>
    <context>
        <name>CrmStep</name>
        <message>
            <source>API key</source>
            <translation>Ключ API</translation>
        </message>
        <message>
            <source>In RetailCRM: Settings | Integration | API keys, button “Add”. A key for mmdesk alone, with access to one store that was made for Megamarket, and these permissions: Orders, Customers, Stock, References, Deliveries, Custom fields, Integration.</source>
            <translation>В RetailCRM: «Настройки | Интеграция | Ключи доступа к API», кнопка «Добавить». Ключ только для mmdesk, с доступом к одному магазину, созданному для Мегамаркета, и с разрешениями: Заказы, Клиенты, Склад, Справочники, Доставки, Пользовательские поля, Интеграция.</translation>
        </message>
        <message>
            <source>Key and token are taken from environment variables: nothing is typed here.</source>
            <translation>Ключ и токен берутся из переменных окружения: здесь их не вводят.</translation>
        </message>
        <message>
            <source>Key and token go into a file that only this account can read when the connection is registered, and are shown nowhere.</source>
            <translation>При регистрации ключ и токен лягут в файл, который может читать только эта учётная запись; нигде больше они не показываются.</translation>
        </message>
        <message>
            <source>Key and token go into the keyring of this account when the connection is registered, and are shown nowhere.</source>
            <translation>При регистрации ключ и токен лягут в связку ключей этой учётной записи; нигде больше они не показываются.</translation>
        </message>
        <message>
            <source>Of your system, as the browser shows it: https://demo.retailcrm.ru.</source>
            <translation>Адрес вашей системы, как в строке браузера: https://demo.retailcrm.ru.</translation>
        </message>
        <message>
            <source>RetailCRM address</source>
            <translation>Адрес RetailCRM</translation>
        </message>
        <message>
            <source>The shop's RetailCRM</source>
            <translation>RetailCRM магазина</translation>
        </message>
    </context>
    <context>
        <name>DashboardView</name>
        <message>
            <source>Arrows</source>
            <translation>Стрелки</translation>
        </message>
        <message>
            <source>Count the period again</source>
            <translation>Пересчитать период</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Enter</translation>
        </message>
        <message>
            <source>Everything as XLSX…</source>
            <translation>Всё в XLSX…</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Выгрузить</translation>
        </message>
        <message>
            <source>Figures as CSV…</source>
            <translation>Показатели в CSV…</translation>
        </message>
        <message>
            <source>Go from bar to bar in a plot</source>
            <translation>Идти по столбцам графика</translation>
        </message>
        <message>
            <source>Open the orders behind a figure</source>
            <translation>Открыть заказы за цифрой</translation>
        </message>
        <message>
            <source>Orders of the period as CSV…</source>
            <translation>Заказы периода в CSV…</translation>
        </message>
        <message>
            <source>Overview</source>
            <translation>Сводка</translation>
        </message>
        <message>
            <source>Saved: {file}</source>
            <translation>Сохранено: {file}</translation>
        </message>
        <message>
            <source>The figures are not up to date: they could not be read again</source>
            <translation>Цифры устарели: прочитать их заново не удалось</translation>
        </message>
        <message>
            <source>Where to save the figures</source>
            <translation>Куда сохранить показатели</translation>
        </message>
    </context>
    <context>
        <name>DashboardWords</name>
        <message>
            <source>cancelled by the buyer</source>
            <translation>отменил покупатель</translation>
        </message>
        <message>
            <source>cancelled by the shop</source>
            <translation>отменил магазин</translation>
        </message>
        <message>
            <source>delivered</source>
            <translation>доставлены</translation>
        </message>
        <message>
            <source>from {day}</source>
            <translation>с {day}</translation>
        </message>
        <message>
            <source>lots</source>
            <translation>лоты</translation>
        </message>
        <message>
            <source>open</source>
            <translation>в работе</translation>
        </message>
        <message>
            <source>orders</source>
            <translation>заказы</translation>
        </message>
        <message>
            <source>other reasons</source>
            <translation>другие причины</translation>
        </message>
    </context>
    <context>
        <name>DecisionDialog</name>
        <message>
            <source>&amp;Reason, for the history</source>
            <translation>&amp;Причина, для истории</translation>
        </message>
        <message>
            <source>Ctrl+Enter</source>
            <translation>Ctrl+Enter</translation>
        </message>
        <message>
            <source>Leave it as it is  Esc</source>
            <translation>Оставить как есть  Esc</translation>
        </message>
        <message>
            <source>Reason, for the history</source>
            <translation>Причина, для истории</translation>
        </message>
        <message>
            <source>What would change, for example</source>
            <translation>Что изменилось бы, например</translation>
        </message>
        <message>
            <source>Write why: the reason stays in the history of the feed.</source>
            <translation>Напишите почему: причина останется в истории фида.</translation>
        </message>
    </context>
    <context>
        <name>Decisions</name>
        <message numerus="yes">
            <source>%n offer(s) get another price</source>
            <translation>
                <numerusform>у %n товара изменится цена</numerusform>
                <numerusform>у %n товаров изменится цена</numerusform>
                <numerusform>у %n товаров изменится цена</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n offer(s) leave its shop window</source>
            <translation>
                <numerusform>с витрины уйдёт %n товар</numerusform>
                <numerusform>с витрины уйдут %n товара</numerusform>
                <numerusform>с витрины уйдёт %n товаров</numerusform>
            </translation>
        </message>
        <message>
            <source>All {count} offers of “{connection}” go out as unavailable. Megamarket stops selling them at its next fetch; orders that are there already stay.</source>
            <translation>Все товары подключения «{connection}» ({count}) уйдут в фид без остатка. Мегамаркет перестанет их продавать, как только заберёт фид; уже созданные заказы останутся.</translation>
        </message>
        <message>
            <source>Build {number} is cancelled. Megamarket goes on getting the former feed.</source>
            <translation>Сборка {number} отменена. Мегамаркет по-прежнему получает прежний фид.</translation>
        </message>
        <message numerus="yes">
            <source>Build {number} is the feed now: %n offer(s)</source>
            <translation>
                <numerusform>Сборка {number} теперь и есть фид: %n товар</numerusform>
                <numerusform>Сборка {number} теперь и есть фид: %n товара</numerusform>
                <numerusform>Сборка {number} теперь и есть фид: %n товаров</numerusform>
            </translation>
        </message>
        <message>
            <source>Build {number} was over already.</source>
            <translation>Сборка {number} уже закончилась.</translation>
        </message>
        <message>
            <source>Decide later  Esc</source>
            <translation>Решить позже  Esc</translation>
        </message>
        <message>
            <source>Go back</source>
            <translation>Вернуться</translation>
        </message>
        <message>
            <source>Go back to build {number}?</source>
            <translation>Вернуться к сборке {number}?</translation>
        </message>
        <message>
            <source>Leave the former</source>
            <translation>Оставить прежний</translation>
        </message>
        <message>
            <source>Leave the former feed?</source>
            <translation>Оставить прежний фид?</translation>
        </message>
        <message>
            <source>Let sales go on</source>
            <translation>Возобновить продажи</translation>
        </message>
        <message>
            <source>Let sales go on?</source>
            <translation>Возобновить продажи?</translation>
        </message>
        <message>
            <source>Megamarket gets the prices and stocks of {moment} at its next fetch: {count} offers. Newer builds wait for consent from then on.</source>
            <translation>В следующий раз Мегамаркет получит цены и остатки от {moment}, товаров: {count}. Новые сборки с этого момента будут ждать согласия.</translation>
        </message>
        <message>
            <source>Megamarket goes on getting the former feed, with the prices and stocks of that time. New goods and stocks do not get there until a build is published.</source>
            <translation>Мегамаркет и дальше получает прежний фид с ценами и остатками того времени. Новые товары и остатки туда не попадут, пока сборка не опубликована.</translation>
        </message>
        <message>
            <source>Megamarket takes this feed at its next fetch: {changes}. One can go back to the former build.</source>
            <translation>Мегамаркет заберёт этот фид в следующий раз: {changes}. К прежней сборке можно вернуться.</translation>
        </message>
        <message>
            <source>Publish</source>
            <translation>Опубликовать</translation>
        </message>
        <message>
            <source>Publish build {number} all the same?</source>
            <translation>Всё равно опубликовать сборку {number}?</translation>
        </message>
        <message>
            <source>Sales are stopped. The service builds the feed anew at once.</source>
            <translation>Продажи остановлены. Служба сейчас соберёт фид заново.</translation>
        </message>
        <message>
            <source>Sales go on. The service builds the feed anew at once.</source>
            <translation>Продажи возобновлены. Служба сейчас соберёт фид заново.</translation>
        </message>
        <message>
            <source>Stop sales</source>
            <translation>Остановить продажи</translation>
        </message>
        <message>
            <source>Stop sales?</source>
            <translation>Остановить продажи?</translation>
        </message>
        <message>
            <source>The build is not asked for any more. The former feed stays.</source>
            <translation>Просьба о сборке отозвана. Действует прежний фид.</translation>
        </message>
        <message>
            <source>The former feed stays. The next build asks again.</source>
            <translation>Прежний фид остаётся. Следующая сборка спросит снова.</translation>
        </message>
        <message>
            <source>The {count} offers of “{connection}” go out with their stock again; Megamarket sells them after its next fetch.</source>
            <translation>Товары подключения «{connection}» ({count}) снова уйдут в фид с остатком; Мегамаркет начнёт их продавать, когда заберёт фид.</translation>
        </message>
        <message>
            <source>Too late to cancel: build {number} is ready and waits for your answer.</source>
            <translation>Отменить не успели: сборка {number} готова и ждёт вашего решения.</translation>
        </message>
        <message>
            <source>Too late to cancel: build {number} is the feed already.</source>
            <translation>Отменить не успели: сборка {number} уже опубликована.</translation>
        </message>
        <message>
            <source>Too late: the build has begun. It can still be cancelled.</source>
            <translation>Поздно: сборка уже началась. Её ещё можно отменить.</translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>и ещё %n</numerusform>
                <numerusform>и ещё %n</numerusform>
                <numerusform>и ещё %n</numerusform>
            </translation>
        </message>
        <message>
            <source>no offer leaves, no price changes</source>
            <translation>ни один товар не уйдёт с витрины, цены не изменятся</translation>
        </message>
    </context>
    <context>
        <name>DemoStart</name>
        <message>
            <source>A morning is being invented; the window of the demonstration opens in half a minute.</source>
            <translation>Готовлю утро на вымышленном складе; окно демонстрации откроется в течение полуминуты.</translation>
        </message>
        <message>
            <source>The demonstration is open already, in a window of its own.</source>
            <translation>Демонстрация уже открыта в отдельном окне.</translation>
        </message>
    </context>
    <context>
        <name>Desktop</name>
        <message>
            <source>No operators are entered yet. A manager enters them on the page “Settings”.</source>
            <translation>Операторы ещё не заведены. Их заводит менеджер на странице «Настройки».</translation>
        </message>
        <message>
            <source>Restored: {file}. The former database is kept: {kept}</source>
            <translation>Восстановлено: {file}. Прежняя база осталась: {kept}</translation>
        </message>
    </context>
    <context>
        <name>DetailsHeader</name>
        <message>
            <source>Copy the number, Ctrl+Shift+C</source>
            <translation>Скопировать номер, Ctrl+Shift+C</translation>
        </message>
        <message>
            <source>{deadline} {moment} ({left})</source>
            <translation>{deadline} {moment} ({left})</translation>
        </message>
    </context>
    <context>
        <name>DetailsView</name>
        <message>
            <source>Reading the order…</source>
            <translation>Читаю заказ…</translation>
        </message>
        <message>
            <source>The order chosen in the list is shown here.</source>
            <translation>Здесь открывается заказ, выбранный в списке.</translation>
        </message>
        <message>
            <source>This order is gone.</source>
            <translation>Этого заказа больше нет.</translation>
        </message>
    </context>
    <context>
        <name>DoneStep</name>
        <message>
            <source>1.  Orders come by polling, within a minute, onto the page “Orders”. Without a public address there are no links to paste into Megamarket's cabinet.
2.  Put the feed where Megamarket can fetch it, for example on your site: its address on this computer is told on the page “Catalogue”.
3.  Before the first hand-over, see which statuses of RetailCRM go with Megamarket's.</source>
            <translation>1.  Заказы приходят опросом, в течение минуты, на страницу «Заказы». Без публичного адреса вставлять в кабинет Мегамаркета нечего.
2.  Положите фид туда, откуда Мегамаркет сможет его забрать, например на свой сайт: адрес фида на этом компьютере указан на странице «Каталог».
3.  До первой отгрузки посмотрите, какие статусы RetailCRM соответствуют статусам Мегамаркета.</translation>
        </message>
        <message>
            <source>1.  Orders come by themselves, within a minute, onto the page “Orders”.
2.  Paste the three links into Megamarket's cabinet: feed, new orders, cancelled lots.
3.  Before the first hand-over, see which statuses of RetailCRM go with Megamarket's.</source>
            <translation>1.  Заказы придут сами в течение минуты, на страницу «Заказы».
2.  Вставьте в кабинет Мегамаркета три ссылки: фид, новые заказы, отмена лотов.
3.  До первой отгрузки проверьте, какие статусы RetailCRM соответствуют статусам Мегамаркета.</translation>
        </message>
        <message>
            <source>Links for Megamarket's cabinet</source>
            <translation>Ссылки для кабинета Мегамаркета</translation>
        </message>
        <message>
            <source>To the orders</source>
            <translation>К заказам</translation>
        </message>
        <message>
            <source>“{name}” works</source>
            <translation>«{name}» работает</translation>
        </message>
    </context>
    <context>
        <name>EditDialog</name>
        <message>
            <source>API key</source>
            <translation>Ключ API</translation>
        </message>
        <message>
            <source>Another address is another account: it is registered anew at once.</source>
            <translation>Другой адрес — другая система: подключение сразу регистрируется в ней заново.</translation>
        </message>
        <message>
            <source>Can be changed until the first order has come.</source>
            <translation>Можно изменить, пока не пришёл первый заказ.</translation>
        </message>
        <message>
            <source>Check and save</source>
            <translation>Проверить и сохранить</translation>
        </message>
        <message>
            <source>Comes from an environment variable: set it and restart.</source>
            <translation>Берётся из переменной окружения: задайте её и запустите заново.</translation>
        </message>
        <message>
            <source>Edit the connection</source>
            <translation>Изменить подключение</translation>
        </message>
        <message>
            <source>In Megamarket's cabinet: Settings | API integration | API integration setup.</source>
            <translation>В кабинете Мегамаркета: «Настройки | Интеграция по API | Настройка интеграции по API».</translation>
        </message>
        <message>
            <source>In RetailCRM: Settings | Integration | API keys.</source>
            <translation>В RetailCRM: «Настройки | Интеграция | Ключи доступа к API».</translation>
        </message>
        <message>
            <source>Megamarket token</source>
            <translation>Токен Мегамаркета</translation>
        </message>
        <message>
            <source>Merchant id</source>
            <translation>Номер продавца</translation>
        </message>
        <message>
            <source>Orders bear it already. For another merchant add another connection.</source>
            <translation>Он уже стоит в заказах. Для другого продавца добавьте отдельное подключение.</translation>
        </message>
        <message>
            <source>RetailCRM address</source>
            <translation>Адрес RetailCRM</translation>
        </message>
        <message>
            <source>stored; leave empty to keep it</source>
            <translation>сохранён; оставьте пустым, чтобы не менять</translation>
        </message>
        <message>
            <source>“{name}” is changed, and it works.</source>
            <translation>«{name}» изменено и работает.</translation>
        </message>
    </context>
    <context>
        <name>ExchangeView</name>
        <message>
            <source>Addresses</source>
            <translation>Адреса</translation>
        </message>
        <message>
            <source>Calls</source>
            <translation>Вызовы</translation>
        </message>
        <message>
            <source>Choose a section</source>
            <translation>Выбрать раздел</translation>
        </message>
        <message>
            <source>Drop what is stopped</source>
            <translation>Снять остановленное</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Enter</translation>
        </message>
        <message>
            <source>Exchange</source>
            <translation>Обмен</translation>
        </message>
        <message>
            <source>Exchange F5</source>
            <translation>Обменяться F5</translation>
        </message>
        <message>
            <source>Exchange with Megamarket now</source>
            <translation>Обменяться с Мегамаркетом сейчас</translation>
        </message>
        <message>
            <source>Jobs</source>
            <translation>Задания</translation>
        </message>
        <message>
            <source>Mark all commands that wait for the same reason</source>
            <translation>Отметить все команды, которые ждут по той же причине</translation>
        </message>
        <message>
            <source>Once more: send, work off, run the job, test the addresses</source>
            <translation>Ещё раз: отправить, обработать, запустить задание, проверить адреса</translation>
        </message>
        <message>
            <source>Open the order, or show the body of the call</source>
            <translation>Открыть заказ или показать тело вызова</translation>
        </message>
        <message>
            <source>Queue</source>
            <translation>Очередь</translation>
        </message>
        <message>
            <source>Sections of the exchange</source>
            <translation>Разделы обмена</translation>
        </message>
        <message>
            <source>Systems</source>
            <translation>Системы</translation>
        </message>
        <message>
            <source>The exchange could not be read again</source>
            <translation>Состояние обмена не удалось прочитать заново</translation>
        </message>
        <message>
            <source>{job}: it runs as soon as the service does</source>
            <translation>{job}: выполнится, как только заработает служба</translation>
        </message>
        <message>
            <source>{job}: the service is asked to run it now</source>
            <translation>{job}: служба выполнит сейчас</translation>
        </message>
    </context>
    <context>
        <name>FilterBar</name>
        <message>
            <source>All connections</source>
            <translation>Все подключения</translation>
        </message>
        <message>
            <source>Ask Megamarket for new orders at once</source>
            <translation>Сейчас же спросить Мегамаркет о новых заказах</translation>
        </message>
        <message>
            <source>Confirmed orders that nobody has packed</source>
            <translation>Подтверждённые заказы, которые ещё не упакованы</translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>Подключение</translation>
        </message>
        <message>
            <source>Every order, the finished ones last</source>
            <translation>Все заказы, завершённые в конце</translation>
        </message>
        <message>
            <source>Exchange F5</source>
            <translation>Обменяться F5</translation>
        </message>
        <message>
            <source>Exchanging…</source>
            <translation>Обмен…</translation>
        </message>
        <message>
            <source>Found: {count}</source>
            <translation>Найдено: {count}</translation>
        </message>
        <message>
            <source>New orders that wait for a confirmation or a refusal</source>
            <translation>Новые заказы: подтвердить или отказать</translation>
        </message>
        <message>
            <source>Open orders past their deadline</source>
            <translation>Открытые заказы, у которых срок прошёл</translation>
        </message>
        <message>
            <source>Orders cancelled lately, in full or in part</source>
            <translation>Недавно отменённые заказы, целиком или частично</translation>
        </message>
        <message>
            <source>Orders with less than a fifth of their time left</source>
            <translation>Заказы, у которых осталось меньше пятой части времени</translation>
        </message>
        <message>
            <source>Packed orders that have not left, and those whose courier is on the way</source>
            <translation>Упакованные заказы, которые ещё не ушли, и те, что у курьера</translation>
        </message>
        <message>
            <source>Search orders</source>
            <translation>Поиск заказов</translation>
        </message>
        <message>
            <source>Search: number, product, barcode, buyer… (F3)</source>
            <translation>Поиск: номер, товар, штрихкод, покупатель… (F3)</translation>
        </message>
        <message>
            <source>Stopped commands and cancellations that a person has to answer</source>
            <translation>Остановленные команды и просьбы об отмене, которые ждут человека</translation>
        </message>
        <message>
            <source>The first {count} are shown</source>
            <translation>Показаны первые {count}</translation>
        </message>
    </context>
    <context>
        <name>FilterButton</name>
        <message>
            <source>My filters</source>
            <translation>Мои фильтры</translation>
        </message>
        <message>
            <source>My filters: {name}</source>
            <translation>Мои фильтры: {name}</translation>
        </message>
        <message>
            <source>Rename, sort, delete…</source>
            <translation>Переименовать, переставить, удалить…</translation>
        </message>
        <message>
            <source>Save what the list shows…</source>
            <translation>Сохранить то, что показано…</translation>
        </message>
        <message>
            <source>no connection</source>
            <translation>нет подключения</translation>
        </message>
    </context>
    <context>
        <name>FilterDeeds</name>
        <message>
            <source>Rename the filter</source>
            <translation>Переименовать фильтр</translation>
        </message>
        <message>
            <source>Save a filter</source>
            <translation>Сохранить фильтр</translation>
        </message>
        <message>
            <source>The filter “{name}” shows nothing: {why}. Delete it or save it anew.</source>
            <translation>Фильтр «{name}» ничего не покажет: {why}. Удалите его или сохраните заново.</translation>
        </message>
    </context>
    <context>
        <name>FilterNameDialog</name>
        <message>
            <source>Leave it</source>
            <translation>Оставить как есть</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Имя</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Сохранить</translation>
        </message>
        <message>
            <source>Up to {count} characters, such as “My shift”.</source>
            <translation>До {count} знаков, например «Моя смена».</translation>
        </message>
    </context>
    <context>
        <name>FilterWords</name>
        <message>
            <source>All</source>
            <translation>Все</translation>
        </message>
        <message>
            <source>At risk</source>
            <translation>Риск</translation>
        </message>
        <message>
            <source>By number</source>
            <translation>По номеру</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>Отменены</translation>
        </message>
        <message>
            <source>Overdue</source>
            <translation>Просрочены</translation>
        </message>
        <message>
            <source>Search “{text}”</source>
            <translation>Поиск «{text}»</translation>
        </message>
        <message>
            <source>The nearest deadline first</source>
            <translation>Сначала ближайший срок</translation>
        </message>
        <message>
            <source>The newest first</source>
            <translation>Сначала новые</translation>
        </message>
        <message>
            <source>To confirm</source>
            <translation>Подтвердить</translation>
        </message>
        <message>
            <source>To decide</source>
            <translation>Решить</translation>
        </message>
        <message>
            <source>To hand over</source>
            <translation>Отгрузить</translation>
        </message>
        <message>
            <source>To pack</source>
            <translation>Упаковать</translation>
        </message>
        <message>
            <source>the connection “{name}” is not in use any more</source>
            <translation>подключения «{name}» больше нет</translation>
        </message>
    </context>
    <context>
        <name>FiltersDialog</name>
        <message>
            <source>Close  Esc</source>
            <translation>Закрыть  Esc</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Удалить</translation>
        </message>
        <message>
            <source>Do not open with it</source>
            <translation>Не открывать с ним</translation>
        </message>
        <message>
            <source>Down</source>
            <translation>Ниже</translation>
        </message>
        <message>
            <source>F2 renames, Ctrl with the arrows sorts, Space chooses what the page opens with.</source>
            <translation>F2 переименовывает, Ctrl со стрелками переставляет, пробел выбирает, с чем открывать страницу.</translation>
        </message>
        <message>
            <source>My filters</source>
            <translation>Мои фильтры</translation>
        </message>
        <message>
            <source>Open with it</source>
            <translation>Открывать с ним</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Переименовать</translation>
        </message>
        <message>
            <source>Up</source>
            <translation>Выше</translation>
        </message>
        <message>
            <source>{name}, opens first</source>
            <translation>{name}, открывается первым</translation>
        </message>
    </context>
    <context>
        <name>FirstStart</name>
        <message>
            <source>A window of its own with an invented shop; nothing leaves this computer.</source>
            <translation>Отдельное окно с выдуманным магазином; с этого компьютера ничего не уходит.</translation>
        </message>
        <message>
            <source>Connect a shop</source>
            <translation>Подключить магазин</translation>
        </message>
        <message>
            <source>Look around on invented orders</source>
            <translation>Посмотреть на вымышленных заказах</translation>
        </message>
        <message>
            <source>Nothing is connected yet</source>
            <translation>Пока ничего не подключено</translation>
        </message>
        <message>
            <source>Ten minutes: RetailCRM's address and key, Megamarket's token. Orders come by themselves.</source>
            <translation>Десять минут: адрес и ключ RetailCRM, токен Мегамаркета. Дальше заказы приходят сами.</translation>
        </message>
    </context>
    <context>
        <name>ForeignTab</name>
        <message>
            <source>A feed of your own may be used if each offer id in it is the externalId of an offer in RetailCRM. The check compares both, and reads the feed by Megamarket's rules.</source>
            <translation>Свой фид годится, если код каждого товара в нём — внешний код предложения в RetailCRM. Проверка сравнит их и прочитает фид по правилам Мегамаркета.</translation>
        </message>
        <message>
            <source>Check the feed</source>
            <translation>Проверить фид</translation>
        </message>
        <message>
            <source>Choose a file or paste an address</source>
            <translation>Выберите файл или вставьте адрес</translation>
        </message>
        <message>
            <source>File, or address: https://…</source>
            <translation>Файл или адрес: https://…</translation>
        </message>
        <message>
            <source>File…</source>
            <translation>Файл…</translation>
        </message>
        <message>
            <source>It was not compared with RetailCRM, whose catalogue has not been read; build the feed first.</source>
            <translation>С RetailCRM фид не сравнивался: каталог ещё не прочитан. Сначала соберите фид.</translation>
        </message>
        <message>
            <source>Nothing is wrong with it</source>
            <translation>Замечаний нет</translation>
        </message>
        <message>
            <source>Offer id</source>
            <translation>Код товара</translation>
        </message>
        <message>
            <source>Offers: {offers}, errors: {errors}, warnings: {warnings}.</source>
            <translation>Товаров: {offers}, ошибок: {errors}, предупреждений: {warnings}.</translation>
        </message>
        <message>
            <source>Only in the feed: {feed}, only in RetailCRM: {crm}.</source>
            <translation>Только в фиде: {feed}, только в RetailCRM: {crm}.</translation>
        </message>
        <message>
            <source>Progress of the check</source>
            <translation>Ход проверки</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Остановить</translation>
        </message>
        <message>
            <source>The check begins…</source>
            <translation>Проверка начинается…</translation>
        </message>
        <message>
            <source>The check was stopped</source>
            <translation>Проверка остановлена</translation>
        </message>
        <message>
            <source>The feed is being checked…</source>
            <translation>Фид проверяется…</translation>
        </message>
        <message>
            <source>The feed is being fetched: {percent} %</source>
            <translation>Фид скачивается: {percent} %</translation>
        </message>
        <message>
            <source>The feed is being read: {percent} %</source>
            <translation>Фид читается: {percent} %</translation>
        </message>
        <message>
            <source>The feed to check: a file or an address</source>
            <translation>Какой фид проверить: файл или адрес</translation>
        </message>
        <message>
            <source>The feed will do</source>
            <translation>Фид подходит</translation>
        </message>
        <message>
            <source>The feed will not do</source>
            <translation>Фид не подходит</translation>
        </message>
        <message>
            <source>What is wrong, and what to do</source>
            <translation>Что не так и что делать</translation>
        </message>
        <message>
            <source>What the check has found</source>
            <translation>Что нашла проверка</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>Где</translation>
        </message>
    </context>
    <context>
        <name>GoLiveDialog</name>
        <message numerus="yes">
            <source>%n command(s) of theirs that wait are dropped and never sent.</source>
            <translation>
                <numerusform>%n их команда снимается и не уйдёт.</numerusform>
                <numerusform>%n их команды снимаются и не уйдут.</numerusform>
                <numerusform>%n их команд снимаются и не уйдут.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n test order(s) go into the archive and are worked on no more.</source>
            <translation>
                <numerusform>%n тестовый заказ уходит в архив, работа с ним прекращается.</numerusform>
                <numerusform>%n тестовых заказа уходят в архив, работа с ними прекращается.</numerusform>
                <numerusform>%n тестовых заказов уходят в архив, работа с ними прекращается.</numerusform>
            </translation>
        </message>
        <message>
            <source>Check and go live</source>
            <translation>Проверить и перейти на бой</translation>
        </message>
        <message>
            <source>From then on the orders are real.</source>
            <translation>С этого момента заказы настоящие.</translation>
        </message>
        <message>
            <source>Go live</source>
            <translation>Переход на бой</translation>
        </message>
        <message>
            <source>In Megamarket's cabinet: Settings | API integration | API integration setup.</source>
            <translation>В кабинете Мегамаркета: «Настройки | Интеграция по API | Настройка интеграции по API».</translation>
        </message>
        <message>
            <source>Links, settings and the registration in RetailCRM stay as they are.</source>
            <translation>Ссылки, настройки и регистрация в RetailCRM остаются прежними.</translation>
        </message>
        <message>
            <source>This is the token of the test cabinet: take that of the live one.</source>
            <translation>Это токен тестового кабинета: возьмите токен боевого.</translation>
        </message>
        <message>
            <source>Token of the live cabinet</source>
            <translation>Токен боевого кабинета</translation>
        </message>
        <message numerus="yes">
            <source>“{name}” is live. %n test order(s) are in the archive; none of their queue is sent.</source>
            <translation>
                <numerusform>«{name}» в бою. %n тестовый заказ в архиве; из его очереди ничего не уйдёт.</numerusform>
                <numerusform>«{name}» в бою. %n тестовых заказа в архиве; из их очереди ничего не уйдёт.</numerusform>
                <numerusform>«{name}» в бою. %n тестовых заказов в архиве; из их очереди ничего не уйдёт.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>HandField</name>
        <message>
            <source>Enter: take it, Esc: leave</source>
            <translation>Enter: принять, Esc: закрыть</translation>
        </message>
        <message>
            <source>Number of the order or of the barcode</source>
            <translation>Номер заказа или штрихкода</translation>
        </message>
    </context>
    <context>
        <name>HeadView</name>
        <message>
            <source>Build now  F5</source>
            <translation>Собрать сейчас  F5</translation>
        </message>
        <message>
            <source>Cancel the build</source>
            <translation>Отменить сборку</translation>
        </message>
        <message>
            <source>Changed since: {settings}.</source>
            <translation>С тех пор изменены настройки: {settings}.</translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>Подключение</translation>
        </message>
        <message>
            <source>It is decided on the computer of the service: {host}.</source>
            <translation>Решают на компьютере службы: {host}.</translation>
        </message>
        <message>
            <source>Leave the former…</source>
            <translation>Оставить прежний…</translation>
        </message>
        <message>
            <source>Let sales go on…</source>
            <translation>Возобновить продажи…</translation>
        </message>
        <message>
            <source>Megamarket gets the former feed.</source>
            <translation>Мегамаркет получает прежний фид.</translation>
        </message>
        <message>
            <source>Progress of the build</source>
            <translation>Ход сборки</translation>
        </message>
        <message>
            <source>Publish all the same…</source>
            <translation>Всё равно опубликовать…</translation>
        </message>
        <message>
            <source>Sales are stopped: Megamarket is told that nothing is in stock</source>
            <translation>Продажи остановлены: Мегамаркету сообщается, что остатков нет</translation>
        </message>
        <message>
            <source>The feed could not be renewed</source>
            <translation>Фид не обновился</translation>
        </message>
        <message>
            <source>The page is not up to date: it could not be read again</source>
            <translation>Страница устарела: перечитать её не удалось</translation>
        </message>
        <message>
            <source>The service is not running: nobody builds the feed, and nobody serves it</source>
            <translation>Служба не работает: фид никто не собирает и не отдаёт</translation>
        </message>
        <message>
            <source>Until you decide Megamarket gets the former feed, which grows old.</source>
            <translation>Пока вы не решите, Мегамаркет получает прежний фид, а он устаревает.</translation>
        </message>
        <message>
            <source>What would change</source>
            <translation>Что изменится</translation>
        </message>
        <message>
            <source>You left the former feed. The next build asks again.</source>
            <translation>Вы оставили прежний фид. Следующая сборка спросит снова.</translation>
        </message>
        <message>
            <source>“Build now” is done when it runs again.</source>
            <translation>«Собрать сейчас» сработает, когда она запустится.</translation>
        </message>
        <message>
            <source>“{name}”</source>
            <translation>«{name}»</translation>
        </message>
    </context>
    <context>
        <name>HistoryTab</name>
        <message>
            <source>Begun</source>
            <translation>Начата</translation>
        </message>
        <message>
            <source>Build</source>
            <translation>Сборка</translation>
        </message>
        <message>
            <source>Builds</source>
            <translation>Сборки</translation>
        </message>
        <message>
            <source>By</source>
            <translation>Кто</translation>
        </message>
        <message>
            <source>Decisions</source>
            <translation>Решения</translation>
        </message>
        <message>
            <source>Differences</source>
            <translation>Изменения</translation>
        </message>
        <message>
            <source>Each build is listed here, whatever becomes of it.</source>
            <translation>Здесь видна каждая сборка, чем бы она ни кончилась.</translation>
        </message>
        <message>
            <source>Go back to this build…</source>
            <translation>Вернуться к этой сборке…</translation>
        </message>
        <message>
            <source>Held builds, going back, rules and stopped sales: who did it and why.</source>
            <translation>Задержанные сборки, возвраты, правила и остановка продаж: кто решил и почему.</translation>
        </message>
        <message>
            <source>In the feed</source>
            <translation>В фиде</translation>
        </message>
        <message>
            <source>Its files are gone: the last ten published builds are kept.</source>
            <translation>Её файлы не сохранились: хранятся десять последних опубликованных сборок.</translation>
        </message>
        <message>
            <source>Its files are on the computer of the service: {host}.</source>
            <translation>Её файлы на компьютере службы: {host}.</translation>
        </message>
        <message>
            <source>Nobody has decided anything yet</source>
            <translation>Решений ещё не было</translation>
        </message>
        <message>
            <source>Nothing has been built yet</source>
            <translation>Фид ещё не собирался</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Состояние</translation>
        </message>
        <message>
            <source>This build has never been the feed.</source>
            <translation>Эта сборка не была опубликована.</translation>
        </message>
        <message>
            <source>This build is the feed now.</source>
            <translation>Эта сборка и есть нынешний фид.</translation>
        </message>
        <message>
            <source>Took</source>
            <translation>Длилась</translation>
        </message>
        <message>
            <source>Wait until the build under way is over.</source>
            <translation>Дождитесь конца идущей сборки.</translation>
        </message>
        <message>
            <source>What</source>
            <translation>Что</translation>
        </message>
        <message>
            <source>What it changed</source>
            <translation>Что она изменила</translation>
        </message>
        <message>
            <source>When</source>
            <translation>Когда</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>Кто</translation>
        </message>
        <message>
            <source>Who decided what</source>
            <translation>Кто и что решил</translation>
        </message>
        <message>
            <source>Why, and of what</source>
            <translation>Почему и о чём</translation>
        </message>
        <message>
            <source>the service</source>
            <translation>служба</translation>
        </message>
        <message>
            <source>{seconds} s</source>
            <translation>{seconds} с</translation>
        </message>
    </context>
    <context>
        <name>IntegrationSection</name>
        <message>
            <source>A new key for this address?</source>
            <translation>Новый ключ для этого адреса?</translation>
        </message>
        <message>
            <source>Copied: {what}</source>
            <translation>Скопировано: {what}</translation>
        </message>
        <message>
            <source>Integration data</source>
            <translation>Интеграционные данные</translation>
        </message>
        <message>
            <source>Make a new key</source>
            <translation>Сделать новый ключ</translation>
        </message>
        <message>
            <source>The address changes. Paste the new one into Megamarket's cabinet; RetailCRM hears of its own by itself.</source>
            <translation>Адрес изменится. Новый нужно вставить в кабинет Мегамаркета; RetailCRM узнаёт свой сама.</translation>
        </message>
        <message>
            <source>The address has a new key.</source>
            <translation>У адреса новый ключ.</translation>
        </message>
        <message>
            <source>The address is stored; RetailCRM hears of it at the next exchange.</source>
            <translation>Адрес сохранён; RetailCRM узнает его при ближайшем обмене.</translation>
        </message>
        <message>
            <source>The old address goes on working for 24 hours</source>
            <translation>Старый адрес действует ещё 24 часа</translation>
        </message>
        <message>
            <source>the way in to “{name}” from outside</source>
            <translation>как «{name}» видно снаружи</translation>
        </message>
    </context>
    <context>
        <name>IntegrationView</name>
        <message>
            <source>Calls of RetailCRM</source>
            <translation>Вызовы RetailCRM</translation>
        </message>
        <message>
            <source>Cancelled lots</source>
            <translation>Отмена лота</translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>Подключение</translation>
        </message>
        <message>
            <source>Feed</source>
            <translation>Каталог (фид)</translation>
        </message>
        <message>
            <source>Integration data</source>
            <translation>Интеграционные данные</translation>
        </message>
        <message>
            <source>Module in RetailCRM</source>
            <translation>Модуль в RetailCRM</translation>
        </message>
        <message>
            <source>New orders</source>
            <translation>Создание заказа</translation>
        </message>
        <message>
            <source>Paste it as the feed's link in Megamarket's cabinet: Settings | Stores | Edit store. A feed of your own will do, if its offer ids are the externalIds of RetailCRM's offers.</source>
            <translation>В кабинете Мегамаркета: «Настройки | Магазины | Редактирование магазина», поле «Ссылка на фид». Подойдёт и сторонний фид, если его offerId равны externalId предложений в RetailCRM.</translation>
        </message>
        <message>
            <source>Paste it in Megamarket's cabinet: Settings | API integration | API integration setup.</source>
            <translation>В кабинете Мегамаркета: «Настройки | Интеграция по API | Настройка интеграции по API».</translation>
        </message>
        <message>
            <source>Pasted nowhere: registration tells RetailCRM, a new key within a minute.</source>
            <translation>Никуда не вставляется: адрес RetailCRM сообщает регистрация, новый ключ — ближайший обмен.</translation>
        </message>
        <message>
            <source>Save the address</source>
            <translation>Сохранить адрес</translation>
        </message>
        <message>
            <source>Test all from outside</source>
            <translation>Проверить все снаружи</translation>
        </message>
        <message>
            <source>The service listens on this computer only. To be reached, put a proxy or a tunnel before it:
•  for good: a Russian VPS with nginx and ssh -R or frp, a name and a certificate of your own;
•  without a server: CloudPub in five minutes, or tuna to try.
Not ngrok, cloudflared or localtunnel: from Russia they work now and then only. Step by step: docs/hosting.md.</source>
            <translation>Служба слушает только этот компьютер. Чтобы её было видно снаружи, поставьте перед ней прокси или туннель:
•  надолго: VPS в России с nginx и ssh -R или frp, своё имя и сертификат;
•  без сервера: CloudPub за пять минут или tuna для пробы.
Не ngrok, не cloudflared и не localtunnel: из России они работают лишь временами. По шагам: docs/hosting.md.</translation>
        </message>
        <message>
            <source>The way in from outside</source>
            <translation>Как службу видно снаружи</translation>
        </message>
        <message>
            <source>There is no connection yet: add one under “Connections”.</source>
            <translation>Подключений ещё нет: добавьте первое в разделе «Подключения».</translation>
        </message>
    </context>
    <context>
        <name>JobBar</name>
        <message numerus="yes">
            <source>%n attempt(s)</source>
            <translation>
                <numerusform>%n попытка</numerusform>
                <numerusform>%n попытки</numerusform>
                <numerusform>%n попыток</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n copy(ies)</source>
            <translation>
                <numerusform>%n копия</numerusform>
                <numerusform>%n копии</numerusform>
                <numerusform>%n копий</numerusform>
            </translation>
        </message>
        <message>
            <source>Cancel  Del</source>
            <translation>Отменить  Del</translation>
        </message>
        <message>
            <source>It came out  F8</source>
            <translation>Вышла  F8</translation>
        </message>
        <message>
            <source>It did not: print it again  F6</source>
            <translation>Не вышла: напечатать снова  F6</translation>
        </message>
        <message>
            <source>Open as PDF  Enter</source>
            <translation>Открыть PDF  Enter</translation>
        </message>
        <message>
            <source>Other printer…  F4</source>
            <translation>Другой принтер…  F4</translation>
        </message>
        <message>
            <source>Print again…  F7</source>
            <translation>Напечатать ещё…  F7</translation>
        </message>
        <message>
            <source>Retry  F6</source>
            <translation>Повторить  F6</translation>
        </message>
        <message>
            <source>again: {reason}</source>
            <translation>повторно: {reason}</translation>
        </message>
    </context>
    <context>
        <name>JobWords</name>
        <message>
            <source>Last run {at}</source>
            <translation>Последний запуск: {at}</translation>
        </message>
        <message>
            <source>Skipped because: {why}</source>
            <translation>Пропущено, потому что: {why}</translation>
        </message>
        <message>
            <source>The service does not run: a run that is asked for waits until it does.</source>
            <translation>Служба не работает: запрошенный запуск подождёт, пока она не заработает.</translation>
        </message>
        <message>
            <source>asked for</source>
            <translation>запрошено</translation>
        </message>
        <message>
            <source>done</source>
            <translation>выполнено</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>не удалось</translation>
        </message>
        <message>
            <source>never ran</source>
            <translation>не запускалось</translation>
        </message>
        <message>
            <source>now</source>
            <translation>сейчас</translation>
        </message>
        <message>
            <source>running</source>
            <translation>идёт</translation>
        </message>
        <message>
            <source>runs now</source>
            <translation>идёт сейчас</translation>
        </message>
        <message>
            <source>skipped</source>
            <translation>пропущено</translation>
        </message>
    </context>
    <context>
        <name>JobsModel</name>
        <message>
            <source>Document</source>
            <translation>Документ</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>Заказ</translation>
        </message>
        <message>
            <source>Printed again: {reason}</source>
            <translation>Напечатано повторно: {reason}</translation>
        </message>
        <message>
            <source>Printer</source>
            <translation>Принтер</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Состояние</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Время</translation>
        </message>
        <message>
            <source>Tries</source>
            <translation>Попытки</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>Кто</translation>
        </message>
    </context>
    <context>
        <name>JobsNotice</name>
        <message>
            <source>A job is found by its order, document, printer or person. Esc goes back.</source>
            <translation>Задание ищут по заказу, документу, принтеру или имени. Esc возвращает весь список.</translation>
        </message>
        <message>
            <source>Add a printer: one of this computer, one on the network, or a folder.</source>
            <translation>Добавьте принтер: этого компьютера, сетевой или папку.</translation>
        </message>
        <message>
            <source>Add a printer…</source>
            <translation>Добавить принтер…</translation>
        </message>
        <message>
            <source>Labels come here from “Packing” and “Orders”. Begin with a test page.</source>
            <translation>Этикетки приходят сюда из «Упаковки» и «Заказов». Начните с проверочной страницы.</translation>
        </message>
        <message>
            <source>Nothing found for “{search}”</source>
            <translation>По запросу «{search}» ничего нет</translation>
        </message>
        <message>
            <source>Nothing has been printed yet</source>
            <translation>Ещё ничего не печатали</translation>
        </message>
        <message>
            <source>Nothing to decide: no job has failed</source>
            <translation>Решать нечего: ни одно задание не сорвалось</translation>
        </message>
        <message>
            <source>Nothing waits: everything has been printed</source>
            <translation>Очередь пуста: всё напечатано</translation>
        </message>
        <message>
            <source>Reading the print jobs…</source>
            <translation>Читаем задания печати…</translation>
        </message>
        <message>
            <source>The print jobs could not be read</source>
            <translation>Задания печати не прочитались</translation>
        </message>
        <message>
            <source>This workstation prints nowhere yet</source>
            <translation>На этом рабочем месте ещё нет принтера</translation>
        </message>
    </context>
    <context>
        <name>JobsTable</name>
        <message>
            <source>Print jobs</source>
            <translation>Задания печати</translation>
        </message>
    </context>
    <context>
        <name>JobsView</name>
        <message>
            <source>All jobs</source>
            <translation>Все задания</translation>
        </message>
        <message>
            <source>All outcomes</source>
            <translation>Любой исход</translation>
        </message>
        <message>
            <source>Former runs</source>
            <translation>Прежние запуски</translation>
        </message>
        <message>
            <source>Job</source>
            <translation>Задание</translation>
        </message>
        <message>
            <source>Job of the former runs</source>
            <translation>Задание прежних запусков</translation>
        </message>
        <message>
            <source>Jobs of the service</source>
            <translation>Задания службы</translation>
        </message>
        <message>
            <source>Last run</source>
            <translation>Последний запуск</translation>
        </message>
        <message>
            <source>Next run</source>
            <translation>Следующий</translation>
        </message>
        <message>
            <source>No job has run yet</source>
            <translation>Ни одно задание ещё не запускалось</translation>
        </message>
        <message>
            <source>Outcome</source>
            <translation>Исход</translation>
        </message>
        <message>
            <source>Outcome of the former runs</source>
            <translation>Исход прежних запусков</translation>
        </message>
        <message>
            <source>Run now  Ctrl+R</source>
            <translation>Выполнить сейчас  Ctrl+R</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Время</translation>
        </message>
        <message>
            <source>What it told</source>
            <translation>Что сообщило</translation>
        </message>
    </context>
    <context>
        <name>KeepingSection</name>
        <message numerus="yes">
            <source>%n order(s)</source>
            <translation>
                <numerusform>%n заказ</numerusform>
                <numerusform>%n заказа</numerusform>
                <numerusform>%n заказов</numerusform>
            </translation>
        </message>
        <message>
            <source>Comparing with RetailCRM…</source>
            <translation>Сверка с RetailCRM…</translation>
        </message>
        <message>
            <source>Copies and transfer</source>
            <translation>Копии и перенос</translation>
        </message>
        <message>
            <source>Copies of the database</source>
            <translation>Копии базы</translation>
        </message>
        <message>
            <source>Copies of the database (*.db *.before-restore *.before-restore-*);;All files (*)</source>
            <translation>Копии базы (*.db *.before-restore *.before-restore-*);;Все файлы (*)</translation>
        </message>
        <message>
            <source>Copies that can be restored</source>
            <translation>Копии, которые можно восстановить</translation>
        </message>
        <message>
            <source>For another computer, or before a change: everything but secrets, as one file.</source>
            <translation>Для другого компьютера или перед переменами: всё, кроме секретов, одним файлом.</translation>
        </message>
        <message>
            <source>It holds: {what}.</source>
            <translation>В ней: {what}.</translation>
        </message>
        <message>
            <source>No shop is connected in this copy: no orders come back from Megamarket until you connect one.</source>
            <translation>В этой копии нет подключённых магазинов: заказы с Мегамаркета не придут, пока вы не подключите магазин.</translation>
        </message>
        <message>
            <source>Nothing to take over: the settings are as in the file already.</source>
            <translation>Принимать нечего: настройки уже такие же, как в файле.</translation>
        </message>
        <message>
            <source>Restore</source>
            <translation>Восстановить</translation>
        </message>
        <message>
            <source>Restore from a copy of the database</source>
            <translation>Восстановить из копии базы</translation>
        </message>
        <message>
            <source>Restore from a file…</source>
            <translation>Восстановить из файла…</translation>
        </message>
        <message>
            <source>Restore the marked one…</source>
            <translation>Восстановить отмеченную…</translation>
        </message>
        <message>
            <source>Restore this copy?</source>
            <translation>Восстановить эту копию?</translation>
        </message>
        <message>
            <source>Save a copy of the database</source>
            <translation>Сохранить копию базы</translation>
        </message>
        <message>
            <source>Save a copy…</source>
            <translation>Сохранить копию…</translation>
        </message>
        <message>
            <source>Save the settings of all connections</source>
            <translation>Сохранить настройки всех подключений</translation>
        </message>
        <message>
            <source>Save the settings…</source>
            <translation>Сохранить настройки…</translation>
        </message>
        <message>
            <source>Settings as a file</source>
            <translation>Настройки файлом</translation>
        </message>
        <message>
            <source>Settings of mmdesk (*.json);;All files (*)</source>
            <translation>Настройки mmdesk (*.json);;Все файлы (*)</translation>
        </message>
        <message>
            <source>Take settings from a file</source>
            <translation>Взять настройки из файла</translation>
        </message>
        <message>
            <source>Take settings from a file…</source>
            <translation>Взять настройки из файла…</translation>
        </message>
        <message>
            <source>The copy is whole and checked: {file}</source>
            <translation>Копия сохранена целиком и проверена: {file}</translation>
        </message>
        <message>
            <source>The database is on a PostgreSQL server: copies are made there, with pg_dump.</source>
            <translation>База на сервере PostgreSQL: копии делают там, командой pg_dump.</translation>
        </message>
        <message>
            <source>The exchange stops, the window closes and opens again with this copy. What has changed since is no longer there. The present database is kept beside it, and stands in the list of copies afterwards.</source>
            <translation>Обмен остановится, окно закроется и откроется снова уже с этой копией. Того, что изменилось после неё, не будет. Нынешняя база сохранится рядом, потом она будет в списке копий.</translation>
        </message>
        <message numerus="yes">
            <source>The orders of its %n connection(s) are read from Megamarket again.</source>
            <translation>
                <numerusform>В ней %n подключение: его заказы будут прочитаны с Мегамаркета заново.</numerusform>
                <numerusform>В ней %n подключения: их заказы будут прочитаны с Мегамаркета заново.</numerusform>
                <numerusform>В ней %n подключений: их заказы будут прочитаны с Мегамаркета заново.</numerusform>
            </translation>
        </message>
        <message>
            <source>The service makes a copy every day, in {folder}.</source>
            <translation>Служба делает копию каждый день, в папке {folder}.</translation>
        </message>
        <message>
            <source>The settings are saved, without secrets: {file}</source>
            <translation>Настройки сохранены, без секретов: {file}</translation>
        </message>
        <message>
            <source>The settings are taken over; in force from now on.</source>
            <translation>Настройки приняты и уже действуют.</translation>
        </message>
        <message>
            <source>There is none yet.</source>
            <translation>Пока нет ни одной.</translation>
        </message>
        <message>
            <source>{copy} · put aside by a restore</source>
            <translation>{copy} · отложена при восстановлении</translation>
        </message>
        <message>
            <source>{orders}, the newest of {moment}</source>
            <translation>{orders}, самый новый от {moment}</translation>
        </message>
        <message>
            <source>{size} MB</source>
            <translation>{size} МБ</translation>
        </message>
    </context>
    <context>
        <name>KeyRow</name>
        <message>
            <source>Number by hand</source>
            <translation>Номер вручную</translation>
        </message>
    </context>
    <context>
        <name>KeysDialog</name>
        <message>
            <source>Everywhere</source>
            <translation>Везде</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Клавиши</translation>
        </message>
    </context>
    <context>
        <name>KindsList</name>
        <message numerus="yes">
            <source>%n line(s) saved</source>
            <translation>
                <numerusform>Сохранена %n строка</numerusform>
                <numerusform>Сохранены %n строки</numerusform>
                <numerusform>Сохранено %n строк</numerusform>
            </translation>
        </message>
        <message>
            <source>All kinds</source>
            <translation>Все виды</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Вид</translation>
        </message>
        <message>
            <source>Save as CSV…</source>
            <translation>Сохранить в CSV…</translation>
        </message>
    </context>
    <context>
        <name>LabelWatch</name>
        <message numerus="yes">
            <source>%n packing list(s) saved in {folder}</source>
            <translation>
                <numerusform>%n лист комплектации сохранён в {folder}</numerusform>
                <numerusform>%n листа комплектации сохранены в {folder}</numerusform>
                <numerusform>%n листов комплектации сохранено в {folder}</numerusform>
            </translation>
        </message>
        <message>
            <source>Order {number} gets no label. {why}</source>
            <translation>Заказ {number}: этикетки не будет. {why}</translation>
        </message>
        <message>
            <source>Order {number}: its label has been asked for and opens as soon as it is here.</source>
            <translation>Заказ {number}: этикетка запрошена и откроется, как только придёт.</translation>
        </message>
        <message>
            <source>The label of order {number} is here: F7 on the order opens it.</source>
            <translation>Этикетка заказа {number} пришла: откройте её клавишей F7 на заказе.</translation>
        </message>
    </context>
    <context>
        <name>LastPage</name>
        <message>
            <source>The page that was open last opens in a moment. A key or a click keeps this one.</source>
            <translation>Сейчас откроется страница, на которой вы остановились. Нажмите любую клавишу или щёлкните мышью, чтобы остаться здесь.</translation>
        </message>
    </context>
    <context>
        <name>LeavingCommand</name>
        <message>
            <source>{command}: in the queue</source>
            <translation>{command}: в очереди</translation>
        </message>
        <message>
            <source>{command}: is being sent</source>
            <translation>{command}: отправляется</translation>
        </message>
        <message>
            <source>{command}: leaves {when}</source>
            <translation>{command}: уйдёт {when}</translation>
        </message>
        <message>
            <source>{command}: waits. {why}</source>
            <translation>{command}: ждёт. {why}</translation>
        </message>
    </context>
    <context>
        <name>LinkRow</name>
        <message>
            <source>Copy</source>
            <translation>Скопировать</translation>
        </message>
        <message>
            <source>Copy the local one</source>
            <translation>Скопировать местный</translation>
        </message>
        <message>
            <source>New key…</source>
            <translation>Новый ключ…</translation>
        </message>
        <message>
            <source>On this computer: {address}</source>
            <translation>На этом компьютере: {address}</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>Проверить</translation>
        </message>
    </context>
    <context>
        <name>ListNotice</name>
        <message>
            <source>A number is found by its beginning or its end, words by their beginning. Esc goes back to the list.</source>
            <translation>Номер находится по началу или концу, слова — по началу. Esc возвращает к списку.</translation>
        </message>
        <message>
            <source>New orders appear here by themselves.</source>
            <translation>Новые заказы появятся здесь сами.</translation>
        </message>
        <message>
            <source>No deadline has passed</source>
            <translation>Просроченных заказов нет</translation>
        </message>
        <message>
            <source>No deadline is at risk</source>
            <translation>Все сроки в порядке</translation>
        </message>
        <message>
            <source>No order has come yet</source>
            <translation>Заказов ещё не было</translation>
        </message>
        <message>
            <source>Nothing found for “{search}”</source>
            <translation>По запросу «{search}» ничего не нашлось</translation>
        </message>
        <message>
            <source>Nothing is connected yet</source>
            <translation>Ещё ничего не подключено</translation>
        </message>
        <message>
            <source>Nothing to confirm: every order is confirmed</source>
            <translation>Подтверждать нечего: все заказы подтверждены</translation>
        </message>
        <message>
            <source>Nothing to decide: no command is stopped, no buyer waits for an answer</source>
            <translation>Решать нечего: команды не остановлены, ответа никто не ждёт</translation>
        </message>
        <message>
            <source>Nothing to hand over: every packed order has left</source>
            <translation>Отгружать нечего: все упакованные заказы ушли</translation>
        </message>
        <message>
            <source>Nothing to pack: every confirmed order is packed</source>
            <translation>Упаковывать нечего: все подтверждённые заказы упакованы</translation>
        </message>
        <message>
            <source>Nothing was cancelled in the last days</source>
            <translation>За последние дни отмен не было</translation>
        </message>
        <message>
            <source>Orders appear here once a Megamarket account is connected.</source>
            <translation>Заказы появятся здесь, когда будет подключён кабинет Мегамаркета.</translation>
        </message>
        <message>
            <source>Orders appear here with the exchange. F5 asks Megamarket for them now.</source>
            <translation>Заказы появятся здесь с обменом. F5 запросит их у Мегамаркета сразу.</translation>
        </message>
        <message>
            <source>Orders come here once Megamarket has taken their confirmation.</source>
            <translation>Заказы придут сюда, когда Мегамаркет примет их подтверждение.</translation>
        </message>
        <message>
            <source>Orders come here once they are packed.</source>
            <translation>Заказы придут сюда, когда будут упакованы.</translation>
        </message>
        <message>
            <source>Orders come here when less than a fifth of their time is left.</source>
            <translation>Заказы придут сюда, когда от их срока останется меньше пятой части.</translation>
        </message>
        <message>
            <source>Reading the orders…</source>
            <translation>Читаю заказы…</translation>
        </message>
        <message>
            <source>The orders could not be read</source>
            <translation>Не удалось прочитать заказы</translation>
        </message>
    </context>
    <context>
        <name>ListPane</name>
        <message>
            <source>The list is not up to date: it could not be read again</source>
            <translation>Список устарел: перечитать его не удалось</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Повторить</translation>
        </message>
    </context>
    <context>
        <name>LotReason</name>
        <message>
            <source>Reason for lot {lot}</source>
            <translation>Причина для лота {lot}</translation>
        </message>
    </context>
    <context>
        <name>LotRow</name>
        <message>
            <source>Price {price}, discount {discount}</source>
            <translation>Цена {price}, скидка {discount}</translation>
        </message>
        <message>
            <source>box {box}</source>
            <translation>место {box}</translation>
        </message>
        <message>
            <source>delivery, not packed</source>
            <translation>доставка, не упаковывается</translation>
        </message>
        <message>
            <source>marking code read</source>
            <translation>код маркировки считан</translation>
        </message>
        <message>
            <source>needs a marking code</source>
            <translation>нужен код маркировки</translation>
        </message>
        <message>
            <source>the buyer asks to cancel</source>
            <translation>покупатель просит отменить</translation>
        </message>
    </context>
    <context>
        <name>LotsPart</name>
        <message>
            <source>Lots</source>
            <translation>Лоты</translation>
        </message>
        <message>
            <source>Returns are dealt with in the Megamarket account.</source>
            <translation>Возвраты оформляются в личном кабинете Мегамаркета.</translation>
        </message>
        <message>
            <source>What is in an order cannot be changed: reject lots, or confirm the rest.</source>
            <translation>Состав заказа изменить нельзя: откажитесь от лотов или подтвердите остальные.</translation>
        </message>
        <message numerus="yes">
            <source>… and %n more lot(s)</source>
            <translation>
                <numerusform>… и ещё %n лот</numerusform>
                <numerusform>… и ещё %n лота</numerusform>
                <numerusform>… и ещё %n лотов</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>Change the language, lose it</source>
            <translation>Сменить язык и потерять</translation>
        </message>
        <message>
            <source>Change the operator, lose it</source>
            <translation>Сменить оператора и потерять</translation>
        </message>
        <message>
            <source>Close a message, go back</source>
            <translation>Закрыть сообщение, вернуться назад</translation>
        </message>
        <message>
            <source>Close, lose it</source>
            <translation>Закрыть и потерять</translation>
        </message>
        <message>
            <source>Copy the command</source>
            <translation>Скопировать команду</translation>
        </message>
        <message>
            <source>Lose what is not saved?</source>
            <translation>Потерять несохранённое?</translation>
        </message>
        <message>
            <source>Not saved: {what}.</source>
            <translation>Не сохранено: {what}.</translation>
        </message>
        <message>
            <source>Open the page “{page}”</source>
            <translation>Открыть страницу «{page}»</translation>
        </message>
        <message>
            <source>Opening the database…</source>
            <translation>Открываю базу…</translation>
        </message>
        <message>
            <source>Show this table</source>
            <translation>Показать эту таблицу</translation>
        </message>
        <message>
            <source>Stay</source>
            <translation>Остаться</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Повторить</translation>
        </message>
    </context>
    <context>
        <name>MappingGroup</name>
        <message numerus="yes">
            <source>%n line(s) with an error</source>
            <translation>
                <numerusform>%n строка с ошибкой</numerusform>
                <numerusform>%n строки с ошибкой</numerusform>
                <numerusform>%n строк с ошибкой</numerusform>
            </translation>
        </message>
        <message>
            <source>Cancelled lot → item status in RetailCRM</source>
            <translation>Отменённый лот → статус товара в RetailCRM</translation>
        </message>
        <message>
            <source>DSM: item status in RetailCRM → why it was not handed over</source>
            <translation>ДСМ: статус товара в RetailCRM → почему не вручён</translation>
        </message>
        <message>
            <source>Empty: RetailCRM's own default for orders made by API.</source>
            <translation>Если не выбрано, RetailCRM ставит своё значение для заказов по API.</translation>
        </message>
        <message>
            <source>For orders that the courier could hand over only in part, or not at all.</source>
            <translation>Для заказов, которые курьер вручил частично или не вручил совсем.</translation>
        </message>
        <message>
            <source>Item status in RetailCRM → reason told to Megamarket</source>
            <translation>Статус товара в RetailCRM → причина для Мегамаркета</translation>
        </message>
        <message>
            <source>Only item statuses that take goods out of an order are offered. In RetailCRM they are made under Settings → Statuses → Item statuses.</source>
            <translation>Предлагаются только отменяющие статусы товара. В RetailCRM их заводят так: Настройки → Справочники → Статусы товаров.</translation>
        </message>
        <message>
            <source>Order status in RetailCRM → action at Megamarket</source>
            <translation>Статус заказа в RetailCRM → действие в Мегамаркете</translation>
        </message>
        <message>
            <source>Orders that mmdesk creates in RetailCRM</source>
            <translation>Заказы, которые mmdesk создаёт в RetailCRM</translation>
        </message>
        <message>
            <source>RetailCRM has no cancelling item status yet.</source>
            <translation>В RetailCRM пока нет ни одного отменяющего статуса товара.</translation>
        </message>
        <message>
            <source>Staff who work in RetailCRM alone ask for these actions by the order's status.</source>
            <translation>Кто работает только в RetailCRM, просит о действии статусом заказа.</translation>
        </message>
        <message>
            <source>Status at Megamarket → order status in RetailCRM</source>
            <translation>Статус в Мегамаркете → статус заказа в RetailCRM</translation>
        </message>
        <message>
            <source>When Megamarket's status changes, the order in RetailCRM takes this one. What staff set by hand in between stays.</source>
            <translation>Когда статус в Мегамаркете меняется, заказ в RetailCRM получает этот. То, что сотрудники тем временем поставили сами, остаётся.</translation>
        </message>
        <message>
            <source>When staff give an item such a status, its lot is rejected for this reason.</source>
            <translation>Когда сотрудник ставит товару такой статус, лот отменяется с этой причиной.</translation>
        </message>
        <message>
            <source>not mapped</source>
            <translation>не сопоставлен</translation>
        </message>
    </context>
    <context>
        <name>MappingSection</name>
        <message numerus="yes">
            <source>%n change(s) of the mappings of “{name}”</source>
            <translation>
                <numerusform>%n изменение соответствий «{name}»</numerusform>
                <numerusform>%n изменения соответствий «{name}»</numerusform>
                <numerusform>%n изменений соответствий «{name}»</numerusform>
            </translation>
        </message>
        <message>
            <source>Mappings and orders</source>
            <translation>Соответствия и заказы</translation>
        </message>
        <message>
            <source>Nothing is connected yet: connect a shop first.</source>
            <translation>Пока ничего не подключено: сначала подключите магазин.</translation>
        </message>
        <message>
            <source>Reading RetailCRM: {step}</source>
            <translation>Читаем RetailCRM: {step}</translation>
        </message>
        <message>
            <source>Reading the names that RetailCRM uses…</source>
            <translation>Читаю названия из RetailCRM…</translation>
        </message>
        <message>
            <source>RetailCRM has not answered in time, nothing was changed. Check its address and the network, then read again.</source>
            <translation>RetailCRM не ответила вовремя, ничего не изменено. Проверьте её адрес и сеть и перечитайте.</translation>
        </message>
        <message>
            <source>Saved; in force from now on.</source>
            <translation>Сохранено и уже действует.</translation>
        </message>
        <message>
            <source>Stopped, nothing was changed. “Read RetailCRM again” begins anew.</source>
            <translation>Остановлено, ничего не изменено. Начать заново: «Перечитать RetailCRM».</translation>
        </message>
    </context>
    <context>
        <name>MappingView</name>
        <message numerus="yes">
            <source>%n change(s) not saved</source>
            <translation>
                <numerusform>%n изменение не сохранено</numerusform>
                <numerusform>%n изменения не сохранены</numerusform>
                <numerusform>%n изменений не сохранено</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n line(s) that most shops map are not mapped</source>
            <translation>
                <numerusform>Не сопоставлена %n строка из тех, что обычно нужны</numerusform>
                <numerusform>Не сопоставлены %n строки из тех, что обычно нужны</numerusform>
                <numerusform>Не сопоставлено %n строк из тех, что обычно нужны</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n line(s) with an error</source>
            <translation>
                <numerusform>%n строка с ошибкой</numerusform>
                <numerusform>%n строки с ошибкой</numerusform>
                <numerusform>%n строк с ошибкой</numerusform>
            </translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>Подключение</translation>
        </message>
        <message>
            <source>DSM: a buyer cancels before the courier has it</source>
            <translation>ДСМ: покупатель отменяет до передачи курьеру</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>Отменить изменения</translation>
        </message>
        <message>
            <source>Mappings</source>
            <translation>Соответствия</translation>
        </message>
        <message>
            <source>Pictures of goods at the packing bench</source>
            <translation>Картинки товаров за столом упаковки</translation>
        </message>
        <message>
            <source>Read RetailCRM again</source>
            <translation>Перечитать RetailCRM</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Сохранить</translation>
        </message>
        <message>
            <source>Seconds in which an action can be taken back</source>
            <translation>Сколько секунд действие можно вернуть</translation>
        </message>
        <message>
            <source>Stop  Esc</source>
            <translation>Остановить  Esc</translation>
        </message>
        <message>
            <source>The desk</source>
            <translation>Стол заказов</translation>
        </message>
        <message>
            <source>The service fetches them from the addresses in the catalogue. “Our own network as well” lets the catalogue point it at any computer of this network: choose it only where the pictures lie on a server of your own. “From nowhere” packs by names alone.</source>
            <translation>Служба скачивает их по адресам из каталога. «Ещё и из своей сети» позволит каталогу направить службу на любой компьютер вашей сети: выбирайте, только если картинки лежат на вашем сервере. «Ниоткуда» — упаковка по одним названиям.</translation>
        </message>
        <message>
            <source>agree by itself</source>
            <translation>соглашаться автоматически</translation>
        </message>
        <message>
            <source>ask a person</source>
            <translation>спрашивать человека</translation>
        </message>
        <message>
            <source>from nowhere</source>
            <translation>ниоткуда</translation>
        </message>
        <message>
            <source>from our own network as well</source>
            <translation>ещё и из своей сети</translation>
        </message>
        <message>
            <source>from sites on the internet</source>
            <translation>с сайтов в интернете</translation>
        </message>
    </context>
    <context>
        <name>MarkField</name>
        <message>
            <source>scan the marking code</source>
            <translation>отсканируйте код маркировки</translation>
        </message>
    </context>
    <context>
        <name>MegamarketStep</name>
        <message>
            <source>In Megamarket's cabinet: Settings | API integration | API integration setup.</source>
            <translation>В кабинете Мегамаркета: «Настройки | Интеграция по API | Настройка интеграции по API».</translation>
        </message>
        <message>
            <source>Leave it empty: Megamarket's own address of the mode is taken.</source>
            <translation>Оставьте пустым: берётся собственный адрес Мегамаркета для выбранного режима.</translation>
        </message>
        <message>
            <source>Megamarket</source>
            <translation>Мегамаркет</translation>
        </message>
        <message>
            <source>Megamarket address, if it is another one</source>
            <translation>Адрес Мегамаркета, если он другой</translation>
        </message>
        <message>
            <source>Megamarket token</source>
            <translation>Токен Мегамаркета</translation>
        </message>
        <message>
            <source>Merchant id</source>
            <translation>Номер продавца</translation>
        </message>
        <message>
            <source>Test mode wants the token of the test cabinet; its orders are not real. Going live is a step of its own later.</source>
            <translation>В тестовом режиме нужен токен тестового кабинета, заказы не настоящие. Переход на бой — потом, отдельным шагом.</translation>
        </message>
        <message>
            <source>Test mode: a trial with a specialist of Megamarket</source>
            <translation>Тестовый режим: проверка со специалистом Мегамаркета</translation>
        </message>
        <message>
            <source>Your merchant number (merchantId) in Megamarket's cabinet, digits only; the code of every box begins with it, before the asterisk.</source>
            <translation>Номер продавца (merchantId) из кабинета Мегамаркета, одни цифры; с него же, до звёздочки, начинается код каждого грузового места.</translation>
        </message>
    </context>
    <context>
        <name>MessageBar</name>
        <message>
            <source>Close (Esc)</source>
            <translation>Закрыть (Esc)</translation>
        </message>
        <message>
            <source>Close the message</source>
            <translation>Закрыть сообщение</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>Подробнее</translation>
        </message>
    </context>
    <context>
        <name>MoneyPart</name>
        <message>
            <source>Never hand a DSM order to a delivery service that is integrated with RetailCRM.</source>
            <translation>Заказ ДСМ нельзя передавать в службу доставки, интегрированную с RetailCRM.</translation>
        </message>
        <message>
            <source>Own delivery</source>
            <translation>Своя доставка</translation>
        </message>
        <message>
            <source>Paid before</source>
            <translation>Оплачено заранее</translation>
        </message>
        <message>
            <source>To collect from the buyer</source>
            <translation>Взять с покупателя</translation>
        </message>
        <message>
            <source>given to the courier {when}</source>
            <translation>передан курьеру {when}</translation>
        </message>
        <message>
            <source>packed and checked {when}</source>
            <translation>упакован и проверен {when}</translation>
        </message>
    </context>
    <context>
        <name>MoveDialog</name>
        <message>
            <source>Its sheet must be large enough: labels are not shrunk.</source>
            <translation>Лист в нём должен быть не меньше: этикетки не уменьшаются.</translation>
        </message>
        <message>
            <source>Look first: the job may have come out already. Print it only if it did not.</source>
            <translation>Сначала посмотрите: бумага могла уже выйти. Печатайте, только если не вышла.</translation>
        </message>
        <message>
            <source>Megamarket will see another day of delivery for order {number}. This cannot be taken back.</source>
            <translation>Мегамаркет увидит другой день доставки заказа {number}. Вернуть это нельзя.</translation>
        </message>
        <message>
            <source>Move it</source>
            <translation>Перенести</translation>
        </message>
        <message>
            <source>Move the delivery</source>
            <translation>Перенос доставки</translation>
        </message>
        <message>
            <source>New day of delivery</source>
            <translation>Новый день доставки</translation>
        </message>
        <message>
            <source>Now: deliver by {moment}</source>
            <translation>Сейчас: доставить до {moment}</translation>
        </message>
        <message>
            <source>On another printer: {what}</source>
            <translation>На другом принтере: {what}</translation>
        </message>
        <message>
            <source>Print there  Enter</source>
            <translation>Печатать там  Enter</translation>
        </message>
        <message>
            <source>Printer</source>
            <translation>Принтер</translation>
        </message>
        <message>
            <source>This day has gone or is half over: choose one that is still to come.</source>
            <translation>Этот день прошёл или уже кончается: выберите следующий.</translation>
        </message>
    </context>
    <context>
        <name>Navigation</name>
        <message>
            <source>Pages</source>
            <translation>Страницы</translation>
        </message>
    </context>
    <context>
        <name>OfferDetails</name>
        <message>
            <source>Article: {value}</source>
            <translation>Артикул: {value}</translation>
        </message>
        <message>
            <source>Barcodes: {value}</source>
            <translation>Штрихкоды: {value}</translation>
        </message>
        <message>
            <source>Before the discount: {price}</source>
            <translation>До скидки: {price}</translation>
        </message>
        <message>
            <source>Category: {value}</source>
            <translation>Категория: {value}</translation>
        </message>
        <message>
            <source>Choose an offer: its values and rules are shown here.</source>
            <translation>Выберите товар: здесь будут его значения и правила.</translation>
        </message>
        <message>
            <source>Each rule as it worked on the offer</source>
            <translation>Как сработало каждое правило</translation>
        </message>
        <message>
            <source>Feed</source>
            <translation>Фид</translation>
        </message>
        <message>
            <source>In RetailCRM</source>
            <translation>В RetailCRM</translation>
        </message>
        <message>
            <source>In the feed</source>
            <translation>В фиде</translation>
        </message>
        <message>
            <source>In the feed, as not available</source>
            <translation>В фиде, но без остатка</translation>
        </message>
        <message>
            <source>It is not there.</source>
            <translation>Его там нет.</translation>
        </message>
        <message>
            <source>It was in the source before. Orders that name it still find its name.</source>
            <translation>Раньше он был в каталоге. Заказы с ним по-прежнему находят его название.</translation>
        </message>
        <message>
            <source>No picture: {why}</source>
            <translation>Картинки нет: {why}</translation>
        </message>
        <message>
            <source>Not in the feed: {why}</source>
            <translation>Не в фиде: {why}</translation>
        </message>
        <message>
            <source>Picture of the offer</source>
            <translation>Картинка товара</translation>
        </message>
        <message>
            <source>Price: {price}</source>
            <translation>Цена: {price}</translation>
        </message>
        <message>
            <source>RetailCRM value → rule → feed value</source>
            <translation>Значение в RetailCRM → правило → значение в фиде</translation>
        </message>
        <message>
            <source>Rule</source>
            <translation>Правило</translation>
        </message>
        <message>
            <source>Stock: {stock}</source>
            <translation>Остаток: {stock}</translation>
        </message>
        <message>
            <source>The offer</source>
            <translation>Товар</translation>
        </message>
        <message>
            <source>The stock is the sum of all warehouses of RetailCRM: the feed has one number for an offer, not one for each warehouse.</source>
            <translation>Остаток — сумма по всем складам RetailCRM: в фиде у товара одно число, а не по числу на каждый склад.</translation>
        </message>
        <message>
            <source>Vendor: {value}</source>
            <translation>Производитель: {value}</translation>
        </message>
    </context>
    <context>
        <name>OffersFilter</name>
        <message>
            <source>All</source>
            <translation>Все</translation>
        </message>
        <message>
            <source>Every offer that the source has</source>
            <translation>Все товары каталога</translation>
        </message>
        <message>
            <source>For any reason</source>
            <translation>По любой причине</translation>
        </message>
        <message>
            <source>In the feed</source>
            <translation>В фиде</translation>
        </message>
        <message>
            <source>Left out</source>
            <translation>Не попали</translation>
        </message>
        <message>
            <source>Offers and order lines that nothing links: the id is the only link</source>
            <translation>Товары и строки заказов, которые ничто не связывает: связь только по коду</translation>
        </message>
        <message>
            <source>Offers that the last build has something to say about</source>
            <translation>Товары, о которых последней сборке есть что сказать</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>Причина</translation>
        </message>
        <message>
            <source>Search offers</source>
            <translation>Искать товары</translation>
        </message>
        <message>
            <source>Search: id, name, vendor, article, barcode (F3)</source>
            <translation>Поиск: код, название, производитель, артикул, штрихкод (F3)</translation>
        </message>
        <message>
            <source>Unmatched</source>
            <translation>Не связаны</translation>
        </message>
        <message>
            <source>What Megamarket gets</source>
            <translation>Что получает Мегамаркет</translation>
        </message>
        <message>
            <source>What the rules leave out, and why</source>
            <translation>Что правила не пропустили и почему</translation>
        </message>
        <message>
            <source>With remarks</source>
            <translation>С замечаниями</translation>
        </message>
    </context>
    <context>
        <name>OffersModel</name>
        <message numerus="yes">
            <source>%n remark(s)</source>
            <translation>
                <numerusform>%n замечание</numerusform>
                <numerusform>%n замечания</numerusform>
                <numerusform>%n замечаний</numerusform>
            </translation>
        </message>
        <message>
            <source>Feed price</source>
            <translation>Цена в фиде</translation>
        </message>
        <message>
            <source>Feed stock</source>
            <translation>Ост. в фиде</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Название</translation>
        </message>
        <message>
            <source>Offer id</source>
            <translation>Код товара</translation>
        </message>
        <message>
            <source>RetailCRM price</source>
            <translation>Цена RetailCRM</translation>
        </message>
        <message>
            <source>RetailCRM stock</source>
            <translation>Ост. RetailCRM</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Состояние</translation>
        </message>
        <message>
            <source>The offer is being read</source>
            <translation>Товар читается</translation>
        </message>
    </context>
    <context>
        <name>OffersTab</name>
        <message numerus="yes">
            <source>%n more without a line: the id repeats or is missing</source>
            <translation>
                <numerusform>Ещё %n без своей строки: код повторяется или его нет</numerusform>
                <numerusform>Ещё %n без своей строки: код повторяется или его нет</numerusform>
                <numerusform>Ещё %n без своей строки: код повторяется или его нет</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n product(s) of orders are unknown to RetailCRM</source>
            <translation>
                <numerusform>%n товар из заказов не найден в RetailCRM</numerusform>
                <numerusform>%n товара из заказов не найдены в RetailCRM</numerusform>
                <numerusform>%n товаров из заказов не найдено в RetailCRM</numerusform>
            </translation>
        </message>
        <message>
            <source>Every offer has an id that links it</source>
            <translation>У каждого товара есть код для связи</translation>
        </message>
        <message>
            <source>Found: {count}</source>
            <translation>Найдено: {count}</translation>
        </message>
        <message>
            <source>Give an offer of RetailCRM this externalId: {offers}</source>
            <translation>Укажите в RetailCRM такой внешний код у нужного предложения: {offers}</translation>
        </message>
        <message>
            <source>No offer has a remark</source>
            <translation>Замечаний нет</translation>
        </message>
        <message>
            <source>No offer is in the feed</source>
            <translation>В фиде нет ни одного товара</translation>
        </message>
        <message>
            <source>Nothing found for “{search}”</source>
            <translation>По запросу «{search}» ничего не найдено</translation>
        </message>
        <message>
            <source>Offers</source>
            <translation>Товары</translation>
        </message>
        <message>
            <source>Offers without any externalId have nothing to be listed by: see the tab “Problems”.</source>
            <translation>Товары совсем без внешнего кода здесь не видны: они на вкладке «Замечания».</translation>
        </message>
        <message>
            <source>Part of a word is enough; a barcode is found whole. Esc ends the search.</source>
            <translation>Достаточно части слова; штрихкод ищется целиком. Esc закончит поиск.</translation>
        </message>
        <message>
            <source>Reading the offers…</source>
            <translation>Товары читаются…</translation>
        </message>
        <message>
            <source>The offers could not be read</source>
            <translation>Товары не удалось прочитать</translation>
        </message>
        <message>
            <source>The rules leave nothing out</source>
            <translation>Правила пропустили всё</translation>
        </message>
        <message>
            <source>There are no offers yet</source>
            <translation>Товаров ещё нет</translation>
        </message>
        <message>
            <source>They come with the first build of the feed: press “Build now”.</source>
            <translation>Они появятся с первой сборкой фида: нажмите «Собрать сейчас».</translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>и ещё %n</numerusform>
                <numerusform>и ещё %n</numerusform>
                <numerusform>и ещё %n</numerusform>
            </translation>
        </message>
        <message>
            <source>“Left out” tells why.</source>
            <translation>Почему — видно в «Не попали».</translation>
        </message>
    </context>
    <context>
        <name>Opener</name>
        <message>
            <source>No program opened the address {address}. Copy it into a browser.</source>
            <translation>Адрес {address} ничем не открылся. Скопируйте его в браузер.</translation>
        </message>
        <message>
            <source>No program opened the file {file}. It is saved: open it by hand.</source>
            <translation>Файл {file} ничем не открылся. Он сохранён: откройте его сами.</translation>
        </message>
        <message>
            <source>Saved and opened: {file}</source>
            <translation>Сохранено и открыто: {file}</translation>
        </message>
    </context>
    <context>
        <name>OperatorButton</name>
        <message>
            <source>A stopped exchange</source>
            <translation>Обмен остановлен</translation>
        </message>
        <message>
            <source>About mmdesk</source>
            <translation>О программе</translation>
        </message>
        <message>
            <source>Cancellations</source>
            <translation>Отмены</translation>
        </message>
        <message>
            <source>Change operator…</source>
            <translation>Сменить оператора…</translation>
        </message>
        <message>
            <source>Colours</source>
            <translation>Цвета</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Тёмные</translation>
        </message>
        <message>
            <source>Deadlines</source>
            <translation>Сроки</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Клавиши</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Язык</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Светлые</translation>
        </message>
        <message>
            <source>Like the system</source>
            <translation>Как в системе</translation>
        </message>
        <message>
            <source>Menu of {name}</source>
            <translation>Меню: {name}</translation>
        </message>
        <message>
            <source>New orders</source>
            <translation>Новые заказы</translation>
        </message>
        <message>
            <source>Notifications</source>
            <translation>Уведомления</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Настройки</translation>
        </message>
    </context>
    <context>
        <name>OperatorDialog</name>
        <message>
            <source>All that is done to orders, and the queue of what is sent.</source>
            <translation>Все действия с заказами и очередь отправки.</translation>
        </message>
        <message>
            <source>As the history of orders shows who did what.</source>
            <translation>Под этим именем действия видны в истории заказов.</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Отмена</translation>
        </message>
        <message>
            <source>Empty: the PIN stays as it is.</source>
            <translation>Если пусто, ПИН останется прежним.</translation>
        </message>
        <message>
            <source>Everything; the first operator is always a manager.</source>
            <translation>Всё; первый оператор всегда менеджер.</translation>
        </message>
        <message>
            <source>Four to eight digits; empty: nobody is asked for one.</source>
            <translation>От четырёх до восьми цифр; если пусто, ПИН не спрашивается.</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Имя</translation>
        </message>
        <message>
            <source>New operator</source>
            <translation>Новый оператор</translation>
        </message>
        <message>
            <source>Operator {name}</source>
            <translation>Оператор {name}</translation>
        </message>
        <message>
            <source>PIN</source>
            <translation>ПИН</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>Роль</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Сохранить</translation>
        </message>
        <message>
            <source>Take the PIN away</source>
            <translation>Убрать ПИН</translation>
        </message>
        <message>
            <source>The bench and printing.</source>
            <translation>Упаковка и печать.</translation>
        </message>
    </context>
    <context>
        <name>OperatorsSection</name>
        <message>
            <source>Add an operator…</source>
            <translation>Добавить оператора…</translation>
        </message>
        <message>
            <source>Change…</source>
            <translation>Изменить…</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Имя</translation>
        </message>
        <message>
            <source>Nobody can work under this name any more. What was done stays in the history of orders.</source>
            <translation>Под этим именем больше нельзя будет работать. Сделанное останется в истории заказов.</translation>
        </message>
        <message>
            <source>Nobody is entered yet: everybody works under the name of this computer's account and may do everything. Enter yourself first, as a manager; then packers and the order desk.</source>
            <translation>Операторы ещё не заведены: все работают под именем учётной записи компьютера и могут всё. Сначала заведите себя как менеджера, потом упаковщиков и стол заказов.</translation>
        </message>
        <message>
            <source>Operators</source>
            <translation>Операторы</translation>
        </message>
        <message>
            <source>PIN</source>
            <translation>ПИН</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Убрать</translation>
        </message>
        <message>
            <source>Remove operator {name}?</source>
            <translation>Убрать оператора {name}?</translation>
        </message>
        <message>
            <source>Remove…</source>
            <translation>Убрать…</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>Роль</translation>
        </message>
        <message>
            <source>Roles guard against mistakes. Who works here is changed in the menu at the lower left.</source>
            <translation>Роли берегут от ошибок. Оператора меняют в меню слева внизу.</translation>
        </message>
        <message>
            <source>with a PIN</source>
            <translation>с ПИН</translation>
        </message>
        <message>
            <source>without a PIN</source>
            <translation>без ПИН</translation>
        </message>
    </context>
    <context>
        <name>OrderPrinting</name>
        <message numerus="yes">
            <source>%n paper(s) queued for “{printer}”</source>
            <translation>
                <numerusform>%n документ поставлен в очередь принтера «{printer}»</numerusform>
                <numerusform>%n документа поставлено в очередь принтера «{printer}»</numerusform>
                <numerusform>%n документов поставлено в очередь принтера «{printer}»</numerusform>
            </translation>
        </message>
        <message>
            <source>Its papers are in the queue already.</source>
            <translation>Документы этого заказа уже в очереди.</translation>
        </message>
        <message>
            <source>No order is chosen: go to one with the arrows first.</source>
            <translation>Заказ не выбран: сначала перейдите на него стрелками.</translation>
        </message>
        <message>
            <source>Nothing is printed.</source>
            <translation>Печатать нечего.</translation>
        </message>
        <message>
            <source>The pick list is queued for printing.</source>
            <translation>Лист подбора поставлен в очередь печати.</translation>
        </message>
        <message>
            <source>{number}: printed before</source>
            <translation>{number}: уже напечатан раньше</translation>
        </message>
    </context>
    <context>
        <name>OrderVerbs</name>
        <message>
            <source>No order is chosen: go to one with the arrows first.</source>
            <translation>Заказ не выбран: сначала перейдите к нему стрелками.</translation>
        </message>
        <message>
            <source>Order {number} is gone.</source>
            <translation>Заказа {number} больше нет.</translation>
        </message>
    </context>
    <context>
        <name>OrderWords</name>
        <message numerus="yes">
            <source>%n lot(s)</source>
            <translation>
                <numerusform>%n лот</numerusform>
                <numerusform>%n лота</numerusform>
                <numerusform>%n лотов</numerusform>
            </translation>
        </message>
        <message>
            <source>answer on its way…</source>
            <translation>ответ в пути…</translation>
        </message>
        <message>
            <source>being accepted…</source>
            <translation>принимается…</translation>
        </message>
        <message>
            <source>being closed…</source>
            <translation>закрывается…</translation>
        </message>
        <message>
            <source>being confirmed…</source>
            <translation>подтверждается…</translation>
        </message>
        <message>
            <source>being rejected…</source>
            <translation>отказ в пути…</translation>
        </message>
        <message>
            <source>being shipped…</source>
            <translation>отгружается…</translation>
        </message>
        <message>
            <source>buyer asks to cancel</source>
            <translation>покупатель просит отменить</translation>
        </message>
        <message>
            <source>cancelled in part</source>
            <translation>частично отменён</translation>
        </message>
        <message>
            <source>cancelled {gone} of {lots}</source>
            <translation>отменено {gone} из {lots}</translation>
        </message>
        <message>
            <source>deadline</source>
            <translation>срок</translation>
        </message>
        <message>
            <source>delivery being moved…</source>
            <translation>доставка переносится…</translation>
        </message>
        <message>
            <source>packing on its way…</source>
            <translation>упаковка в пути…</translation>
        </message>
        <message>
            <source>still to be packed here</source>
            <translation>ещё не упакован у нас</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>остановлено</translation>
        </message>
        <message>
            <source>with the courier</source>
            <translation>у курьера</translation>
        </message>
        <message>
            <source>{command}: on its way</source>
            <translation>{command}: в пути</translation>
        </message>
        <message>
            <source>{command}: stopped</source>
            <translation>{command}: остановлено</translation>
        </message>
    </context>
    <context>
        <name>OrdersModel</name>
        <message>
            <source>Buyer</source>
            <translation>Покупатель</translation>
        </message>
        <message>
            <source>Lots</source>
            <translation>Лоты</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>Номер</translation>
        </message>
        <message>
            <source>Scheme</source>
            <translation>Схема</translation>
        </message>
        <message>
            <source>Sort by number; once more: the newest first</source>
            <translation>По номеру; ещё раз — сначала новые</translation>
        </message>
        <message>
            <source>Sort by the nearest deadline</source>
            <translation>По ближайшему сроку</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Состояние</translation>
        </message>
        <message>
            <source>Sum</source>
            <translation>Сумма</translation>
        </message>
        <message>
            <source>The order is being read</source>
            <translation>Заказ читается</translation>
        </message>
        <message>
            <source>Time left</source>
            <translation>До срока</translation>
        </message>
    </context>
    <context>
        <name>OrdersTable</name>
        <message>
            <source>Orders</source>
            <translation>Заказы</translation>
        </message>
    </context>
    <context>
        <name>OrdersView</name>
        <message>
            <source>Choose several orders, or all</source>
            <translation>Выбрать несколько заказов или все</translation>
        </message>
        <message>
            <source>Choose what the list shows</source>
            <translation>Выбрать, что показывает список</translation>
        </message>
        <message>
            <source>Confirm the chosen orders</source>
            <translation>Подтвердить выбранные заказы</translation>
        </message>
        <message>
            <source>Copy the order's number</source>
            <translation>Скопировать номер заказа</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Enter</translation>
        </message>
        <message>
            <source>Exchange with Megamarket now</source>
            <translation>Обменяться с Мегамаркетом сейчас</translation>
        </message>
        <message>
            <source>Filters of your own: choose one, save what the list shows</source>
            <translation>Свои фильтры: выбрать, сохранить то, что показано</translation>
        </message>
        <message>
            <source>Go to the details of the order</source>
            <translation>Перейти к подробностям заказа</translation>
        </message>
        <message>
            <source>Hand over: ship, give to the courier, close</source>
            <translation>Отгрузить, передать курьеру или закрыть</translation>
        </message>
        <message>
            <source>Label or packing list</source>
            <translation>Этикетка или лист комплектации</translation>
        </message>
        <message>
            <source>Let marks go, leave the search, go back to the list</source>
            <translation>Снять отметки, выйти из поиска, вернуться к списку</translation>
        </message>
        <message>
            <source>Mark the order or let it go; arrows keep the marks</source>
            <translation>Отметить заказ или снять отметку; стрелки отметки не сбивают</translation>
        </message>
        <message>
            <source>Orders</source>
            <translation>Заказы</translation>
        </message>
        <message>
            <source>Pack</source>
            <translation>Упаковать</translation>
        </message>
        <message>
            <source>Pack the order with a scanner, at the bench</source>
            <translation>Упаковать заказ со сканером, на столе упаковки</translation>
        </message>
        <message>
            <source>Pick list of the chosen orders, or of all that wait to be packed</source>
            <translation>Лист подбора: по выбранным заказам или по всем, что ждут упаковки</translation>
        </message>
        <message>
            <source>Print labels or packing lists</source>
            <translation>Напечатать этикетки или листы комплектации</translation>
        </message>
        <message>
            <source>Reject lots</source>
            <translation>Отказаться от лотов</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>Поиск</translation>
        </message>
        <message>
            <source>Shift+arrows, Ctrl+A</source>
            <translation>Shift+стрелки, Ctrl+A</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>Пробел</translation>
        </message>
        <message>
            <source>Take back what has not left yet</source>
            <translation>Вернуть то, что ещё не ушло</translation>
        </message>
    </context>
    <context>
        <name>PackDialog</name>
        <message>
            <source>1 to 9 puts the lot into that box.</source>
            <translation>Цифра от 1 до 9 кладёт лот в это место.</translation>
        </message>
        <message>
            <source>A marking code is missing: {lots}. Scan it off the product.</source>
            <translation>Нет кода маркировки: {lots}. Отсканируйте его с товара.</translation>
        </message>
        <message>
            <source>Alt with 1 to 9 puts the lot into that box; digits alone belong to the scanner.</source>
            <translation>Alt с цифрой от 1 до 9 кладёт лот в это место; просто цифры принадлежат сканеру.</translation>
        </message>
        <message>
            <source>Box {box}: {lots}</source>
            <translation>Место {box}: {lots}</translation>
        </message>
        <message>
            <source>Everything in one box  0</source>
            <translation>Всё в одно место  0</translation>
        </message>
        <message>
            <source>Marking code of lot {lot}, then Enter</source>
            <translation>Код маркировки лота {lot}, затем Enter</translation>
        </message>
        <message>
            <source>Megamarket sees order {number} as assembled already. Check the lots in the parcel: this notes it.</source>
            <translation>Мегамаркет уже видит заказ {number} собранным. Проверьте лоты в посылке: это отметка о проверке.</translation>
        </message>
        <message>
            <source>Megamarket will see order {number} as assembled. This cannot be taken back.</source>
            <translation>Мегамаркет увидит заказ {number} собранным. Вернуть это нельзя.</translation>
        </message>
        <message numerus="yes">
            <source>Megamarket will see order {number} packed in %n box(es). Packing cannot be taken back.</source>
            <translation>
                <numerusform>Мегамаркет увидит: заказ {number} упакован, %n место. Вернуть упаковку нельзя.</numerusform>
                <numerusform>Мегамаркет увидит: заказ {number} упакован, %n места. Вернуть упаковку нельзя.</numerusform>
                <numerusform>Мегамаркет увидит: заказ {number} упакован, %n мест. Вернуть упаковку нельзя.</numerusform>
            </translation>
        </message>
        <message>
            <source>No marking code has such letters: switch the keyboard to English and scan again.</source>
            <translation>Таких букв в коде маркировки не бывает: переключите раскладку на английскую и отсканируйте снова.</translation>
        </message>
        <message>
            <source>Pack</source>
            <translation>Упаковать</translation>
        </message>
        <message>
            <source>Pack the order</source>
            <translation>Упаковка заказа</translation>
        </message>
        <message>
            <source>The code is empty: scan the marking code of lot {lot}.</source>
            <translation>Код пуст: отсканируйте код маркировки лота {lot}.</translation>
        </message>
        <message>
            <source>The code of lot {lot} has been read; Delete in the list forgets it</source>
            <translation>Код лота {lot} считан; Delete в списке забудет его</translation>
        </message>
        <message>
            <source>This code was read for lot {other} already: scan the one on lot {lot} itself.</source>
            <translation>Этот код уже считан для лота {other}: отсканируйте код с самого лота {lot}.</translation>
        </message>
        <message>
            <source>This lot needs no marking code</source>
            <translation>Этому лоту код маркировки не нужен</translation>
        </message>
        <message>
            <source>With a scanner, at the bench  Shift+F6</source>
            <translation>Со сканером, на столе упаковки  Shift+F6</translation>
        </message>
    </context>
    <context>
        <name>PackingPanel</name>
        <message>
            <source>Boxes</source>
            <translation>Места</translation>
        </message>
        <message>
            <source>Lots of the order</source>
            <translation>Лоты заказа</translation>
        </message>
    </context>
    <context>
        <name>PackingView</name>
        <message>
            <source>Esc or the barcode MMD:OK: understood</source>
            <translation>Понял: Esc или штрихкод MMD:OK</translation>
        </message>
        <message>
            <source>Packing</source>
            <translation>Упаковка</translation>
        </message>
        <message>
            <source>Scans do not count while this window is open. Close it, then scan again.</source>
            <translation>Пока открыто это окно, сканы не считаются. Закройте его и отсканируйте ещё раз.</translation>
        </message>
        <message>
            <source>Type the number of a barcode that cannot be read</source>
            <translation>Набрать номер, если штрихкод не читается</translation>
        </message>
        <message>
            <source>Understood; back; leave an order in which nothing is packed yet</source>
            <translation>Понял; назад; закрыть заказ, в котором ещё ничего не упаковано</translation>
        </message>
    </context>
    <context>
        <name>PackingWords</name>
        <message numerus="yes">
            <source>%n order(s) to pack</source>
            <translation>
                <numerusform>к упаковке %n заказ</numerusform>
                <numerusform>к упаковке %n заказа</numerusform>
                <numerusform>к упаковке %n заказов</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n scan(s) or key(s) did not count: repeat them in their order.</source>
            <translation>
                <numerusform>Не засчитан %n скан или нажатие: повторите его.</numerusform>
                <numerusform>Не засчитаны %n скана или нажатия: повторите их по порядку.</numerusform>
                <numerusform>Не засчитано %n сканов или нажатий: повторите их по порядку.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Box {box}: %n lot(s)</source>
            <translation>
                <numerusform>Место {box}: %n лот</numerusform>
                <numerusform>Место {box}: %n лота</numerusform>
                <numerusform>Место {box}: %n лотов</numerusform>
            </translation>
        </message>
        <message>
            <source>Everything is in its box</source>
            <translation>Всё разложено по местам</translation>
        </message>
        <message>
            <source>Everything is packed</source>
            <translation>Всё упаковано</translation>
        </message>
        <message>
            <source>Finish</source>
            <translation>Завершить</translation>
        </message>
        <message>
            <source>NOT COUNTED</source>
            <translation>НЕ ЗАСЧИТАНО</translation>
        </message>
        <message>
            <source>Next box</source>
            <translation>Следующее место</translation>
        </message>
        <message>
            <source>No order waits to be packed: new ones come here by themselves.</source>
            <translation>Заказов к упаковке нет: новые появятся здесь сами.</translation>
        </message>
        <message>
            <source>Not there</source>
            <translation>Нет товара</translation>
        </message>
        <message>
            <source>Nothing is left to pack here</source>
            <translation>Паковать больше нечего</translation>
        </message>
        <message>
            <source>Nothing to pack yet</source>
            <translation>Упаковывать пока нечего</translation>
        </message>
        <message>
            <source>Print again</source>
            <translation>Напечатать снова</translation>
        </message>
        <message>
            <source>Put aside</source>
            <translation>Отложить</translation>
        </message>
        <message>
            <source>SAVING…</source>
            <translation>СОХРАНЯЕМ…</translation>
        </message>
        <message>
            <source>Scan an order or any product</source>
            <translation>Отсканируйте заказ или товар</translation>
        </message>
        <message numerus="yes">
            <source>The database is busy. %n scan(s) or key(s) wait for it: do not scan on, wait.</source>
            <translation>
                <numerusform>База данных занята. Ждёт очереди %n скан или нажатие. Подождите, не сканируйте дальше.</numerusform>
                <numerusform>База данных занята. Ждут очереди %n скана или нажатия. Подождите, не сканируйте дальше.</numerusform>
                <numerusform>База данных занята. Ждут очереди %n сканов или нажатий. Подождите, не сканируйте дальше.</numerusform>
            </translation>
        </message>
        <message>
            <source>Understood</source>
            <translation>Понял</translation>
        </message>
        <message>
            <source>Undo scan</source>
            <translation>Отменить скан</translation>
        </message>
        <message>
            <source>box {box}</source>
            <translation>место {box}</translation>
        </message>
        <message>
            <source>in box {boxes}</source>
            <translation>в месте {boxes}</translation>
        </message>
        <message>
            <source>marking codes: {read}</source>
            <translation>коды маркировки: {read}</translation>
        </message>
        <message>
            <source>press Esc and scan the next order</source>
            <translation>нажмите Esc и сканируйте следующий заказ</translation>
        </message>
        <message>
            <source>scan MMD:DONE or press F10 to finish</source>
            <translation>завершите: F10 или штрихкод MMD:DONE</translation>
        </message>
        <message numerus="yes">
            <source>scan it: %n left</source>
            <translation>
                <numerusform>отсканируйте: остался %n</numerusform>
                <numerusform>отсканируйте: осталось %n</numerusform>
                <numerusform>отсканируйте: осталось %n</numerusform>
            </translation>
        </message>
        <message>
            <source>scan its marking code</source>
            <translation>отсканируйте код маркировки</translation>
        </message>
        <message>
            <source>shelf {shelf}</source>
            <translation>ячейка {shelf}</translation>
        </message>
        <message>
            <source>still empty</source>
            <translation>пока пусто</translation>
        </message>
        <message>
            <source>take it out of the box and scan it</source>
            <translation>достаньте из места и отсканируйте</translation>
        </message>
        <message>
            <source>{done} of {wanted}</source>
            <translation>{done} из {wanted}</translation>
        </message>
    </context>
    <context>
        <name>PageButton</name>
        <message numerus="yes">
            <source>%n waiting</source>
            <translation>
                <numerusform>%n ждёт</numerusform>
                <numerusform>%n ждут</numerusform>
                <numerusform>%n ждут</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PaperDialog</name>
        <message>
            <source>Leave it  Esc</source>
            <translation>Не надо  Esc</translation>
        </message>
    </context>
    <context>
        <name>ParamsField</name>
        <message>
            <source>All that the catalogue has</source>
            <translation>Все, какие есть в каталоге</translation>
        </message>
        <message>
            <source>Only these</source>
            <translation>Только эти</translation>
        </message>
    </context>
    <context>
        <name>ParkedCommand</name>
        <message>
            <source>Drop</source>
            <translation>Снять</translation>
        </message>
        <message>
            <source>Drop: {command}</source>
            <translation>Снять: {command}</translation>
        </message>
        <message>
            <source>Send again</source>
            <translation>Отправить снова</translation>
        </message>
        <message>
            <source>Send again: {command}</source>
            <translation>Отправить снова: {command}</translation>
        </message>
        <message>
            <source>Stopped: {command}. Decide what to do.</source>
            <translation>Остановлено: {command}. Решите, что делать.</translation>
        </message>
        <message>
            <source>Take it out of the queue: it is not sent</source>
            <translation>Убрать из очереди: команда не уйдёт</translation>
        </message>
    </context>
    <context>
        <name>PeriodView</name>
        <message numerus="yes">
            <source>%n order(s)</source>
            <translation>
                <numerusform>%n заказ</numerusform>
                <numerusform>%n заказа</numerusform>
                <numerusform>%n заказов</numerusform>
            </translation>
        </message>
        <message>
            <source>30 days</source>
            <translation>30 дней</translation>
        </message>
        <message>
            <source>7 days</source>
            <translation>7 дней</translation>
        </message>
        <message>
            <source>Cancelled lots by reason</source>
            <translation>Отменённые лоты по причинам</translation>
        </message>
        <message>
            <source>Count again</source>
            <translation>Пересчитать</translation>
        </message>
        <message>
            <source>Counting…</source>
            <translation>Считается…</translation>
        </message>
        <message>
            <source>First day</source>
            <translation>Первый день</translation>
        </message>
        <message>
            <source>Last day</source>
            <translation>Последний день</translation>
        </message>
        <message>
            <source>Lots</source>
            <translation>Лоты</translation>
        </message>
        <message>
            <source>Mistakes</source>
            <translation>Ошибки</translation>
        </message>
        <message>
            <source>No orders in this period</source>
            <translation>За этот период заказов нет</translation>
        </message>
        <message>
            <source>Nobody has packed in this period</source>
            <translation>За этот период никто не упаковывал</translation>
        </message>
        <message>
            <source>Nothing was cancelled in this period</source>
            <translation>За этот период ничего не отменено</translation>
        </message>
        <message>
            <source>Orders</source>
            <translation>Заказы</translation>
        </message>
        <message>
            <source>Orders by outcome</source>
            <translation>Заказы по исходу</translation>
        </message>
        <message>
            <source>Own period</source>
            <translation>Свой период</translation>
        </message>
        <message>
            <source>Packed by hour of the day</source>
            <translation>Упаковано по часам дня</translation>
        </message>
        <message>
            <source>Packed by whom</source>
            <translation>Кто упаковал</translation>
        </message>
        <message>
            <source>Packer</source>
            <translation>Упаковщик</translation>
        </message>
        <message>
            <source>Per hour</source>
            <translation>В час</translation>
        </message>
        <message>
            <source>Period</source>
            <translation>Период</translation>
        </message>
        <message>
            <source>Today</source>
            <translation>Сегодня</translation>
        </message>
        <message>
            <source>{count} · counted {at}</source>
            <translation>{count} · посчитано {at}</translation>
        </message>
        <message>
            <source>{days} · {count} · counted {at}</source>
            <translation>{days} · {count} · посчитано {at}</translation>
        </message>
    </context>
    <context>
        <name>PickDialog</name>
        <message>
            <source>In which order</source>
            <translation>В каком порядке</translation>
        </message>
        <message>
            <source>Pick list</source>
            <translation>Лист подбора</translation>
        </message>
        <message>
            <source>Print  Enter</source>
            <translation>Напечатать  Enter</translation>
        </message>
        <message numerus="yes">
            <source>The list is made of %n chosen order(s).</source>
            <translation>
                <numerusform>Лист составляется по %n выбранному заказу.</numerusform>
                <numerusform>Лист составляется по %n выбранным заказам.</numerusform>
                <numerusform>Лист составляется по %n выбранным заказам.</numerusform>
            </translation>
        </message>
        <message>
            <source>The list is made of all orders that wait to be packed.</source>
            <translation>Лист составляется по всем заказам, которые ждут упаковки.</translation>
        </message>
        <message>
            <source>by product, the same goods on one line</source>
            <translation>по товарам: одинаковые в одной строке</translation>
        </message>
        <message>
            <source>by shelf; goods without one by section of the catalogue</source>
            <translation>по местам хранения, а где места нет, по разделам каталога</translation>
        </message>
    </context>
    <context>
        <name>PlacesView</name>
        <message>
            <source>Address</source>
            <translation>Адрес</translation>
        </message>
        <message>
            <source>Calling the addresses…</source>
            <translation>Проверяются адреса…</translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>Подключение</translation>
        </message>
        <message>
            <source>Last call</source>
            <translation>Последний вызов</translation>
        </message>
        <message>
            <source>No connection has a public address</source>
            <translation>Ни у одного подключения нет публичного адреса</translation>
        </message>
        <message>
            <source>No public address is set: the exchange works by polling. To have Megamarket call, set the address of a tunnel or proxy: Settings → Integration data.</source>
            <translation>Публичный адрес не задан: обмен идёт опросом. Чтобы Мегамаркет звал сам, задайте адрес туннеля или прокси: «Настройки» → «Интеграционные данные».</translation>
        </message>
        <message>
            <source>Not everything could be tested</source>
            <translation>Проверить удалось не всё</translation>
        </message>
        <message>
            <source>Nothing is connected yet</source>
            <translation>Ещё ничего не подключено</translation>
        </message>
        <message>
            <source>Public addresses</source>
            <translation>Публичные адреса</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>Проверка</translation>
        </message>
        <message>
            <source>Test the addresses  Ctrl+R</source>
            <translation>Проверить адреса  Ctrl+R</translation>
        </message>
        <message>
            <source>Tested {at}</source>
            <translation>Проверено {at}</translation>
        </message>
        <message>
            <source>The test calls every address from here, as the internet would; it changes nothing.</source>
            <translation>Проверка вызывает каждый адрес отсюда, как это делает интернет; она ничего не меняет.</translation>
        </message>
        <message>
            <source>calls of RetailCRM</source>
            <translation>вызовы RetailCRM</translation>
        </message>
        <message>
            <source>cancellations (order/cancel)</source>
            <translation>отмены (order/cancel)</translation>
        </message>
        <message>
            <source>does not work</source>
            <translation>не работает</translation>
        </message>
        <message>
            <source>new orders (order/new)</source>
            <translation>новые заказы (order/new)</translation>
        </message>
        <message>
            <source>not public: the exchange works by polling</source>
            <translation>не опубликован: обмен идёт опросом</translation>
        </message>
        <message>
            <source>not recorded</source>
            <translation>не записывается</translation>
        </message>
        <message>
            <source>not tested yet</source>
            <translation>ещё не проверен</translation>
        </message>
        <message>
            <source>product feed</source>
            <translation>фид товаров</translation>
        </message>
        <message>
            <source>works</source>
            <translation>работает</translation>
        </message>
        <message>
            <source>{place}: not public</source>
            <translation>{place}: не опубликован</translation>
        </message>
        <message>
            <source>{place}: not tested yet</source>
            <translation>{place}: ещё не проверен</translation>
        </message>
    </context>
    <context>
        <name>PrinterDialog</name>
        <message>
            <source> mm</source>
            <translation> мм</translation>
        </message>
        <message>
            <source>A smaller page lies</source>
            <translation>Меньшую страницу класть</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>Адрес</translation>
        </message>
        <message>
            <source>Asking the printer…</source>
            <translation>Спрашиваем принтер…</translation>
        </message>
        <message>
            <source>Check</source>
            <translation>Проверить</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>Выбрать…</translation>
        </message>
        <message>
            <source>Copies</source>
            <translation>Копий</translation>
        </message>
        <message>
            <source>Darkness</source>
            <translation>Плотность</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Данные</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Папка</translation>
        </message>
        <message>
            <source>Folder for documents</source>
            <translation>Папка для документов</translation>
        </message>
        <message>
            <source>Gap between labels</source>
            <translation>Промежуток между этикетками</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Вид</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Язык</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Имя</translation>
        </message>
        <message>
            <source>New printer</source>
            <translation>Новый принтер</translation>
        </message>
        <message>
            <source>Printer of this computer</source>
            <translation>Принтер этого компьютера</translation>
        </message>
        <message>
            <source>Resolution</source>
            <translation>Разрешение</translation>
        </message>
        <message>
            <source>Save  Enter</source>
            <translation>Сохранить  Enter</translation>
        </message>
        <message>
            <source>Sheet in it</source>
            <translation>Лист в принтере</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Состояние</translation>
        </message>
        <message>
            <source>Turn</source>
            <translation>Поворот</translation>
        </message>
        <message>
            <source>as the printer is set</source>
            <translation>как настроено в принтере</translation>
        </message>
        <message>
            <source>as you call it, such as “Labels at bench 1”</source>
            <translation>как вы его зовёте, например «Этикетки у стола 1»</translation>
        </message>
        <message>
            <source>ask for its state (off when it prints the question)</source>
            <translation>спрашивать (если не печатает вопрос)</translation>
        </message>
        <message>
            <source>at the top left</source>
            <translation>в левый верхний угол</translation>
        </message>
        <message>
            <source>folder: every document becomes a file</source>
            <translation>папка: каждый документ становится файлом</translation>
        </message>
        <message>
            <source>in the middle</source>
            <translation>в середину</translation>
        </message>
        <message>
            <source>label printer on the network, without a driver</source>
            <translation>сетевой принтер этикеток, без драйвера</translation>
        </message>
        <message>
            <source>looking for printers…</source>
            <translation>ищем принтеры…</translation>
        </message>
        <message>
            <source>none</source>
            <translation>нет</translation>
        </message>
        <message>
            <source>printer of this computer</source>
            <translation>принтер этого компьютера</translation>
        </message>
        <message>
            <source>the name of the queue</source>
            <translation>имя очереди печати</translation>
        </message>
        <message>
            <source>the system has no printer</source>
            <translation>в системе нет принтеров</translation>
        </message>
        <message>
            <source>without compression, for printers that imitate ZPL</source>
            <translation>не сжимать (принтер имитирует ZPL)</translation>
        </message>
        <message>
            <source>{degrees}° clockwise</source>
            <translation>{degrees}° по часовой стрелке</translation>
        </message>
        <message>
            <source>{dpi} dots an inch</source>
            <translation>{dpi} точек на дюйм</translation>
        </message>
    </context>
    <context>
        <name>PrintersPanel</name>
        <message>
            <source>Add…</source>
            <translation>Добавить…</translation>
        </message>
        <message>
            <source>Change…</source>
            <translation>Изменить…</translation>
        </message>
        <message>
            <source>No printer is set up here yet. Add one: a printer of this computer, a label printer on the network, or a folder.</source>
            <translation>Здесь ещё нет принтера. Добавьте его: принтер этого компьютера, сетевой принтер этикеток или папку.</translation>
        </message>
        <message>
            <source>Printers of this workstation</source>
            <translation>Принтеры этого рабочего места</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Убрать</translation>
        </message>
        <message>
            <source>Rename…</source>
            <translation>Назвать…</translation>
        </message>
        <message>
            <source>Test page</source>
            <translation>Проверочная</translation>
        </message>
        <message>
            <source>What is printed where</source>
            <translation>Что где печатать</translation>
        </message>
        <message>
            <source>none</source>
            <translation>не выбран</translation>
        </message>
        <message>
            <source>the only one there is</source>
            <translation>единственный</translation>
        </message>
    </context>
    <context>
        <name>PrintingBar</name>
        <message>
            <source>All</source>
            <translation>Все</translation>
        </message>
        <message>
            <source>All workstations</source>
            <translation>Все рабочие места</translation>
        </message>
        <message>
            <source>Control barcodes for the bench</source>
            <translation>Управляющие штрихкоды для стола</translation>
        </message>
        <message>
            <source>In the queue</source>
            <translation>В очереди</translation>
        </message>
        <message>
            <source>Labels on sheets of A4…</source>
            <translation>Этикетки на листах A4…</translation>
        </message>
        <message>
            <source>Order, document, printer, person   F3</source>
            <translation>Заказ, документ, принтер, имя   F3</translation>
        </message>
        <message>
            <source>Pick list  F9</source>
            <translation>Лист подбора  F9</translation>
        </message>
        <message>
            <source>Printed</source>
            <translation>Напечатаны</translation>
        </message>
        <message>
            <source>Print…</source>
            <translation>Напечатать…</translation>
        </message>
        <message>
            <source>Search among print jobs</source>
            <translation>Поиск по заданиям печати</translation>
        </message>
        <message>
            <source>To decide</source>
            <translation>Нужно решить</translation>
        </message>
        <message numerus="yes">
            <source>the newest %n are shown, older ones are found by the search</source>
            <translation>
                <numerusform>показано последнее %n, более старые находит поиск</numerusform>
                <numerusform>показаны последние %n, более старые находит поиск</numerusform>
                <numerusform>показаны последние %n, более старые находит поиск</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PrintingDeeds</name>
        <message>
            <source>A test page goes to “{printer}”. Measure it with a ruler and read its codes with the scanner.</source>
            <translation>Проверочная страница ушла на «{printer}». Измерьте её линейкой и считайте коды сканером.</translation>
        </message>
        <message>
            <source>Cancelled: {what}</source>
            <translation>Отменено: {what}</translation>
        </message>
        <message>
            <source>Goes to “{printer}”: {what}</source>
            <translation>На принтер «{printer}»: {what}</translation>
        </message>
        <message>
            <source>How this workstation is called in lists and in the history of orders:</source>
            <translation>Как это рабочее место называть в списках и в истории заказов:</translation>
        </message>
        <message>
            <source>Is printed again: {what}</source>
            <translation>Печатается повторно: {what}</translation>
        </message>
        <message>
            <source>Jobs that wait for it will wait for your decision. Its history stays.</source>
            <translation>Задания, которые его ждут, будут ждать вашего решения. История останется.</translation>
        </message>
        <message numerus="yes">
            <source>Labels of %n order(s) are queued.</source>
            <translation>
                <numerusform>Этикетки %n заказа поставлены в очередь.</numerusform>
                <numerusform>Этикетки %n заказов поставлены в очередь.</numerusform>
                <numerusform>Этикетки %n заказов поставлены в очередь.</numerusform>
            </translation>
        </message>
        <message>
            <source>Name of this workstation</source>
            <translation>Имя рабочего места</translation>
        </message>
        <message>
            <source>Noted as printed: {what}</source>
            <translation>Отмечено, что вышло: {what}</translation>
        </message>
        <message>
            <source>Printer “{name}” is removed.</source>
            <translation>Принтер «{name}» убран.</translation>
        </message>
        <message>
            <source>Printer “{name}” is set up but does not answer now: {why}</source>
            <translation>Принтер «{name}» настроен, но сейчас не отвечает: {why}</translation>
        </message>
        <message>
            <source>Printer “{name}” is set up. Print a test page.</source>
            <translation>Принтер «{name}» настроен. Напечатайте проверочную страницу.</translation>
        </message>
        <message>
            <source>Queued once more: {what}</source>
            <translation>Снова в очереди: {what}</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Убрать</translation>
        </message>
        <message>
            <source>Remove the printer “{name}”?</source>
            <translation>Убрать принтер «{name}»?</translation>
        </message>
        <message>
            <source>The control barcodes are queued. Hang them up at the bench.</source>
            <translation>Управляющие штрихкоды в очереди. Повесьте их у стола.</translation>
        </message>
        <message>
            <source>The pick list is queued.</source>
            <translation>Лист подбора в очереди.</translation>
        </message>
        <message>
            <source>The test page for “{printer}” is queued. {why}</source>
            <translation>Проверочная страница для «{printer}» стоит в очереди. {why}</translation>
        </message>
        <message>
            <source>The workstation has its new name.</source>
            <translation>Рабочее место получило новое имя.</translation>
        </message>
    </context>
    <context>
        <name>PrintingView</name>
        <message>
            <source>Cancel a job</source>
            <translation>Отменить задание</translation>
        </message>
        <message>
            <source>Choose what the list shows</source>
            <translation>Выбрать, что показывает список</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Enter</translation>
        </message>
        <message>
            <source>Leave the search, go back to the list</source>
            <translation>Выйти из поиска, вернуться к списку</translation>
        </message>
        <message>
            <source>Open the document as PDF</source>
            <translation>Открыть документ в PDF</translation>
        </message>
        <message>
            <source>Pick list of the orders that wait to be packed</source>
            <translation>Лист подбора по заказам, которые ждут упаковки</translation>
        </message>
        <message>
            <source>Print a job on another printer</source>
            <translation>Напечатать задание на другом принтере</translation>
        </message>
        <message>
            <source>Print once more, with a reason</source>
            <translation>Напечатать ещё раз, с причиной</translation>
        </message>
        <message>
            <source>Printing</source>
            <translation>Печать</translation>
        </message>
        <message>
            <source>Retry a job; say that a doubtful one did not come out</source>
            <translation>Повторить задание; ответить, что бумага не вышла</translation>
        </message>
        <message>
            <source>Say that a doubtful job came out</source>
            <translation>Ответить, что бумага вышла</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>Поиск</translation>
        </message>
        <message>
            <source>The list is not up to date: it could not be read again</source>
            <translation>Список устарел: прочитать его заново не удалось</translation>
        </message>
    </context>
    <context>
        <name>ProblemsTab</name>
        <message numerus="yes">
            <source>Build {number}: %n problem(s)</source>
            <translation>
                <numerusform>Сборка {number}: %n замечание</numerusform>
                <numerusform>Сборка {number}: %n замечания</numerusform>
                <numerusform>Сборка {number}: %n замечаний</numerusform>
            </translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Название</translation>
        </message>
        <message>
            <source>No build has looked at the goods yet</source>
            <translation>Сборок ещё не было</translation>
        </message>
        <message>
            <source>Nothing is wrong with any offer</source>
            <translation>Ни к одному товару нет замечаний</translation>
        </message>
        <message>
            <source>Offer id</source>
            <translation>Код товара</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>Замечания</translation>
        </message>
        <message>
            <source>What is wrong with offers is listed here after the first build.</source>
            <translation>Замечания к товарам появятся здесь после первой сборки.</translation>
        </message>
        <message>
            <source>What is wrong, and what to do</source>
            <translation>Что не так и что делать</translation>
        </message>
        <message>
            <source>the first {count} are listed</source>
            <translation>показаны первые {count}</translation>
        </message>
    </context>
    <context>
        <name>PublicForm</name>
        <message>
            <source>From where the proxy reaches the service, such as 127.0.0.1; for the log alone.</source>
            <translation>Откуда прокси приходит к службе, например 127.0.0.1; нужно только для журнала.</translation>
        </message>
        <message>
            <source>Goes with the login; kept with the secrets and never shown.</source>
            <translation>Идёт вместе с логином; хранится с секретами и нигде не показывается.</translation>
        </message>
        <message>
            <source>Login for calls from outside</source>
            <translation>Логин для вызовов снаружи</translation>
        </message>
        <message>
            <source>Of your proxy or tunnel: https://mm.example.ru. Empty: polling only.</source>
            <translation>Адрес вашего прокси или туннеля: https://mm.example.ru. Пусто — только опрос.</translation>
        </message>
        <message>
            <source>Only if Megamarket's cabinet is told a login as well; else empty.</source>
            <translation>Только если логин указан и в кабинете Мегамаркета; иначе пусто.</translation>
        </message>
        <message>
            <source>Password for calls from outside</source>
            <translation>Пароль для вызовов снаружи</translation>
        </message>
        <message>
            <source>Path at the proxy</source>
            <translation>Путь у прокси</translation>
        </message>
        <message>
            <source>Public address</source>
            <translation>Публичный адрес</translation>
        </message>
        <message>
            <source>Trusted proxies</source>
            <translation>Доверенные прокси</translation>
        </message>
        <message>
            <source>Usually empty; /mm where the proxy serves mmdesk under https://…/mm.</source>
            <translation>Обычно пусто; /mm, если прокси отдаёт mmdesk под https://…/mm.</translation>
        </message>
        <message>
            <source>stored; leave empty to keep it</source>
            <translation>сохранён; оставьте пустым, чтобы не менять</translation>
        </message>
    </context>
    <context>
        <name>PublicStep</name>
        <message>
            <source>Public address, if you have one</source>
            <translation>Публичный адрес, если он есть</translation>
        </message>
        <message>
            <source>Without it everything but two things works by polling, once a minute: Megamarket cannot fetch the feed from here, and RetailCRM cannot print labels. An address comes from a proxy or tunnel that leads to this computer; it can be set later as well, under “Integration data”.</source>
            <translation>Без него всё, кроме двух вещей, работает опросом раз в минуту: Мегамаркет не заберёт отсюда фид, а RetailCRM не напечатает этикетки. Адрес даёт прокси или туннель, ведущий к этому компьютеру; его можно задать и позже, в разделе «Интеграционные данные».</translation>
        </message>
        <message>
            <source>“{name}” is registered, the exchange is on.</source>
            <translation>«{name}» зарегистрировано, обмен идёт.</translation>
        </message>
    </context>
    <context>
        <name>QAbstractFileIconProvider</name>
        <message>
            <source>Drive</source>
            <translation>Диск</translation>
        </message>
        <message>
            <source>Folder</source>
            <comment>All other platforms</comment>
            <translation>Папка</translation>
        </message>
        <message>
            <source>Unknown</source>
            <translation>Неизвестно</translation>
        </message>
    </context>
    <context>
        <name>QFileDialog</name>
        <message>
            <source>&amp;Look in:</source>
            <translation>&amp;Папка:</translation>
        </message>
        <message>
            <source>Files of &amp;type:</source>
            <translation>&amp;Тип файлов:</translation>
        </message>
    </context>
    <context>
        <name>QuestionDialog</name>
        <message>
            <source>Ctrl+Enter</source>
            <translation>Ctrl+Enter</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Enter</translation>
        </message>
        <message numerus="yes">
            <source>It can be taken back for %n second(s).</source>
            <translation>
                <numerusform>Вернуть можно в течение %n секунды.</numerusform>
                <numerusform>Вернуть можно в течение %n секунд.</numerusform>
                <numerusform>Вернуть можно в течение %n секунд.</numerusform>
            </translation>
        </message>
        <message>
            <source>Leave it</source>
            <translation>Не надо</translation>
        </message>
    </context>
    <context>
        <name>QuestionPanel</name>
        <message>
            <source>A reason in your own words</source>
            <translation>Причина своими словами</translation>
        </message>
        <message>
            <source>Answers</source>
            <translation>Ответы</translation>
        </message>
        <message>
            <source>Digit or arrows and Enter: answer. Esc: back.</source>
            <translation>Цифра или стрелки и Enter: ответить. Esc: назад.</translation>
        </message>
        <message>
            <source>How many of it are not there?</source>
            <translation>Скольких штук нет?</translation>
        </message>
        <message>
            <source>No, leave it there</source>
            <translation>Нет, пусть остаётся там</translation>
        </message>
        <message>
            <source>Which product is not there?</source>
            <translation>Какого товара нет?</translation>
        </message>
        <message>
            <source>Why?</source>
            <translation>Почему?</translation>
        </message>
        <message>
            <source>Yes, go on with it here</source>
            <translation>Да, продолжить здесь</translation>
        </message>
        <message>
            <source>or write why, then Enter</source>
            <translation>или напишите причину и нажмите Enter</translation>
        </message>
    </context>
    <context>
        <name>QueueDeeds</name>
        <message numerus="yes">
            <source>%n command(s) dropped</source>
            <translation>
                <numerusform>Снята %n команда</numerusform>
                <numerusform>Сняты %n команды</numerusform>
                <numerusform>Снято %n команд</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n command(s) sent again</source>
            <translation>
                <numerusform>Отправляется снова %n команда</numerusform>
                <numerusform>Отправляются снова %n команды</numerusform>
                <numerusform>Отправляются снова %n команд</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n left as they were</source>
            <translation>
                <numerusform>%n осталась как была</numerusform>
                <numerusform>%n остались как были</numerusform>
                <numerusform>%n остались как были</numerusform>
            </translation>
        </message>
        <message>
            <source>Drop</source>
            <translation>Снять</translation>
        </message>
        <message numerus="yes">
            <source>Drop %n command(s)?</source>
            <translation>
                <numerusform>Снять %n команду?</numerusform>
                <numerusform>Снять %n команды?</numerusform>
                <numerusform>Снять %n команд?</numerusform>
            </translation>
        </message>
        <message>
            <source>Drop the command?</source>
            <translation>Снять команду?</translation>
        </message>
        <message>
            <source>It may have taken effect already: look at the order afterwards.</source>
            <translation>Она могла уже подействовать: посмотрите потом на заказ.</translation>
        </message>
        <message numerus="yes">
            <source>Send %n command(s) again?</source>
            <translation>
                <numerusform>Отправить снова %n команду?</numerusform>
                <numerusform>Отправить снова %n команды?</numerusform>
                <numerusform>Отправить снова %n команд?</numerusform>
            </translation>
        </message>
        <message>
            <source>Send again</source>
            <translation>Отправить снова</translation>
        </message>
        <message>
            <source>They leave at once and in this order, even while the remote is paused.</source>
            <translation>Они уйдут сразу и в этом порядке, даже если отправка туда сейчас на паузе.</translation>
        </message>
        <message>
            <source>What happens to each command</source>
            <translation>Что будет с каждой командой</translation>
        </message>
        <message>
            <source>{command} · order {number} · {lots} · {name}</source>
            <translation>{command} · заказ {number} · {lots} · {name}</translation>
        </message>
        <message>
            <source>{order}: dropped, but it may have taken effect all the same. The order is read again before anything else is sent.</source>
            <translation>{order}: снята, но могла подействовать. Прежде чем отправить что-то ещё, заказ будет прочитан заново.</translation>
        </message>
        <message>
            <source>{order}: dropped, it is not sent</source>
            <translation>{order}: снята, отправлена не будет</translation>
        </message>
        <message>
            <source>{order}: it is sent again</source>
            <translation>{order}: отправляется снова</translation>
        </message>
        <message>
            <source>{order}: stays as it is, it cannot be done now</source>
            <translation>{order}: останется как есть, сейчас её трогать нельзя</translation>
        </message>
        <message>
            <source>{remote} does not get these commands. Later ones about the same lots go on without them.</source>
            <translation>{remote} этих команд не получит. Следующие команды о тех же лотах пойдут без них.</translation>
        </message>
        <message>
            <source>{remote} does not get this command. Later commands about the same lots go on without it.</source>
            <translation>{remote} этой команды не получит. Следующие команды о тех же лотах пойдут без неё.</translation>
        </message>
    </context>
    <context>
        <name>QueueView</name>
        <message>
            <source>Command</source>
            <translation>Команда</translation>
        </message>
        <message>
            <source>Commands that wait</source>
            <translation>Команды, которые ждут</translation>
        </message>
        <message>
            <source>Drop…  Del</source>
            <translation>Снять…  Del</translation>
        </message>
        <message>
            <source>Mark all of this reason  Ctrl+G</source>
            <translation>Отметить все по этой причине  Ctrl+G</translation>
        </message>
        <message>
            <source>Nothing waits to be sent</source>
            <translation>Отправлять нечего</translation>
        </message>
        <message>
            <source>Open the order  Enter</source>
            <translation>Открыть заказ  Enter</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>Заказ</translation>
        </message>
        <message>
            <source>Send again  Ctrl+R</source>
            <translation>Отправить снова  Ctrl+R</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>С каких пор</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Состояние</translation>
        </message>
        <message>
            <source>Take it out of the queue: it is not sent</source>
            <translation>Убрать из очереди: не отправится</translation>
        </message>
        <message>
            <source>To</source>
            <translation>Куда</translation>
        </message>
        <message>
            <source>What is decided on orders appears here until Megamarket or RetailCRM has taken it.</source>
            <translation>Решения по заказам видны здесь, пока их не примет Мегамаркет или RetailCRM.</translation>
        </message>
        <message>
            <source>Why it is here</source>
            <translation>Почему она здесь</translation>
        </message>
    </context>
    <context>
        <name>QueueWords</name>
        <message numerus="yes">
            <source>%n command(s) marked</source>
            <translation>
                <numerusform>Отмечена %n команда</numerusform>
                <numerusform>Отмечены %n команды</numerusform>
                <numerusform>Отмечено %n команд</numerusform>
            </translation>
        </message>
        <message>
            <source>Before any of them is sent or dropped you are asked, with each one named.</source>
            <translation>Перед отправкой или снятием будет вопрос, в нём названа каждая.</translation>
        </message>
        <message>
            <source>It leaves by itself when the earlier command is over.</source>
            <translation>Уйдёт сама, когда закончится предыдущая команда.</translation>
        </message>
        <message>
            <source>It may have taken effect already: the order is read again first.</source>
            <translation>Она могла уже подействовать: сначала служба перечитает заказ.</translation>
        </message>
        <message>
            <source>Look at the order, then send the command again or drop it. Later commands about the same lots wait for your decision.</source>
            <translation>Посмотрите на заказ, затем отправьте команду снова или снимите её. Следующие команды о тех же лотах ждут вашего решения.</translation>
        </message>
        <message>
            <source>Lots {lots} · {name} · since {at}</source>
            <translation>Лоты {lots} · {name} · с {at}</translation>
        </message>
        <message>
            <source>Megamarket</source>
            <translation>Мегамаркет</translation>
        </message>
        <message>
            <source>Nothing is lost: the queue leaves as soon as the service runs.</source>
            <translation>Ничего не потеряно: очередь уйдёт, как только заработает служба.</translation>
        </message>
        <message>
            <source>Order {number}: {command}, {lots}</source>
            <translation>Заказ {number}: {command}, {lots}</translation>
        </message>
        <message>
            <source>Reason: {words}</source>
            <translation>Причина: {words}</translation>
        </message>
        <message>
            <source>Section “Systems” says how to set a new token.</source>
            <translation>Как задать новый токен, сказано в разделе «Системы».</translation>
        </message>
        <message numerus="yes">
            <source>and %n more for other reasons</source>
            <translation>
                <numerusform>и ещё %n по другой причине</numerusform>
                <numerusform>и ещё %n по другим причинам</numerusform>
                <numerusform>и ещё %n по другим причинам</numerusform>
            </translation>
        </message>
        <message>
            <source>being sent</source>
            <translation>отправляется</translation>
        </message>
        <message>
            <source>can be taken back, leaves {when}</source>
            <translation>можно вернуть, уйдёт {when}</translation>
        </message>
        <message>
            <source>is tried again {when}</source>
            <translation>повторится {when}</translation>
        </message>
        <message>
            <source>its turn comes after: {command}</source>
            <translation>очередь после команды «{command}»</translation>
        </message>
        <message>
            <source>leaves now</source>
            <translation>уходит сейчас</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>остановлено</translation>
        </message>
        <message>
            <source>stopped, waits for your decision</source>
            <translation>остановлено, ждёт вашего решения</translation>
        </message>
        <message>
            <source>the connection is not registered in RetailCRM</source>
            <translation>подключение не зарегистрировано в RetailCRM</translation>
        </message>
        <message>
            <source>the connection {name} is paused</source>
            <translation>подключение «{name}» на паузе</translation>
        </message>
        <message>
            <source>the module is switched off in RetailCRM</source>
            <translation>модуль выключен в RetailCRM</translation>
        </message>
        <message>
            <source>the service does not run</source>
            <translation>служба не работает</translation>
        </message>
        <message>
            <source>waits</source>
            <translation>ждёт</translation>
        </message>
        <message>
            <source>{command}, order {number}: {why}</source>
            <translation>{command}, заказ {number}: {why}</translation>
        </message>
        <message>
            <source>{count} × {why}</source>
            <translation>{count} × {why}</translation>
        </message>
        <message>
            <source>{remote} does not accept the token</source>
            <translation>{remote} не принимает токен</translation>
        </message>
        <message>
            <source>{remote} does not answer, next try {when}</source>
            <translation>{remote} не отвечает, повтор {when}</translation>
        </message>
        <message>
            <source>{remote} has it now</source>
            <translation>{remote} получает её сейчас</translation>
        </message>
        <message>
            <source>{remote} refused, or it cannot be sent: decide</source>
            <translation>отказ ({remote}) или отправить нельзя: решите, что делать</translation>
        </message>
    </context>
    <context>
        <name>RawDialog</name>
        <message>
            <source>Close  Esc</source>
            <translation>Закрыть  Esc</translation>
        </message>
        <message>
            <source>Document of Megamarket, order {number}</source>
            <translation>Документ Мегамаркета, заказ {number}</translation>
        </message>
        <message>
            <source>It holds personal data of the buyer: do not pass it on.</source>
            <translation>Здесь личные данные покупателя: не передавайте их никому.</translation>
        </message>
    </context>
    <context>
        <name>ReasonBox</name>
        <message>
            <source>choose the reason</source>
            <translation>выберите причину</translation>
        </message>
    </context>
    <context>
        <name>RegisterDialog</name>
        <message>
            <source>Register</source>
            <translation>Зарегистрировать</translation>
        </message>
        <message>
            <source>Register in RetailCRM</source>
            <translation>Регистрация в RetailCRM</translation>
        </message>
        <message>
            <source>RetailCRM gets the module, a delivery type and custom fields of orders; what is there already is found and used.</source>
            <translation>В RetailCRM появятся модуль, тип доставки и пользовательские поля заказа; что уже есть, будет найдено и использовано.</translation>
        </message>
        <message>
            <source>“{name}” is registered, the exchange is on.</source>
            <translation>«{name}» зарегистрировано, обмен идёт.</translation>
        </message>
    </context>
    <context>
        <name>RegisterStep</name>
        <message>
            <source>Registering</source>
            <translation>Регистрация</translation>
        </message>
        <message>
            <source>Registration in RetailCRM</source>
            <translation>Регистрация в RetailCRM</translation>
        </message>
        <message numerus="yes">
            <source>The first exchange will bring %n open order(s) of the last 30 days.</source>
            <translation>
                <numerusform>Первый обмен принесёт %n открытый заказ за последние 30 дней.</numerusform>
                <numerusform>Первый обмен принесёт %n открытых заказа за последние 30 дней.</numerusform>
                <numerusform>Первый обмен принесёт %n открытых заказов за последние 30 дней.</numerusform>
            </translation>
        </message>
        <message>
            <source>“{name}” will be stored here, and RetailCRM gets:
•  the module “Megamarket (mmdesk)” and a delivery type of its own;
•  custom fields of orders for Megamarket's numbers and deadlines.
What is there already is found and used, not made again. Orders, statuses and prices that you have in RetailCRM are not touched.</source>
            <translation>Подключение «{name}» сохранится здесь, а в RetailCRM появятся:
•  модуль «Мегамаркет (mmdesk)» и его тип доставки;
•  пользовательские поля заказа для номеров и сроков Мегамаркета.
Что уже есть, будет найдено и использовано, а не создано ещё раз. Заказы, статусы и цены, которые есть в RetailCRM, не меняются.</translation>
        </message>
    </context>
    <context>
        <name>RejectDialog</name>
        <message>
            <source>A reason is missing: {lots}. A digit or the first letters choose it.</source>
            <translation>Не указана причина: {lots}. Выберите её цифрой или первыми буквами.</translation>
        </message>
        <message>
            <source>Comment</source>
            <translation>Комментарий</translation>
        </message>
        <message>
            <source>Comment for Megamarket</source>
            <translation>Комментарий для Мегамаркета</translation>
        </message>
        <message numerus="yes">
            <source>Megamarket will be told that %n lot(s) of order {number} are rejected</source>
            <translation>
                <numerusform>Мегамаркет узнает об отказе от %n лота заказа {number}</numerusform>
                <numerusform>Мегамаркет узнает об отказе от %n лотов заказа {number}</numerusform>
                <numerusform>Мегамаркет узнает об отказе от %n лотов заказа {number}</numerusform>
            </translation>
        </message>
        <message>
            <source>No lot is chosen. Space chooses the lots to reject.</source>
            <translation>Лоты не выбраны. Отметьте пробелом те, от которых отказываетесь.</translation>
        </message>
        <message>
            <source>Nothing is rejected yet: choose the lots.</source>
            <translation>Пока отказа нет: отметьте лоты.</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>Причина</translation>
        </message>
        <message>
            <source>Reason for all lots chosen</source>
            <translation>Причина для всех отмеченных лотов</translation>
        </message>
        <message numerus="yes">
            <source>Reject %n lot(s)</source>
            <translation>
                <numerusform>Отказаться от %n лота</numerusform>
                <numerusform>Отказаться от %n лотов</numerusform>
                <numerusform>Отказаться от %n лотов</numerusform>
            </translation>
        </message>
        <message>
            <source>Reject lots</source>
            <translation>Отказ от лотов</translation>
        </message>
        <message>
            <source>Space chooses a lot, a digit its reason.</source>
            <translation>Пробел отмечает лот, цифра выбирает причину.</translation>
        </message>
        <message>
            <source>The same reason for all</source>
            <translation>Одна причина для всех</translation>
        </message>
        <message>
            <source>for Megamarket, may stay empty</source>
            <translation>для Мегамаркета, можно не заполнять</translation>
        </message>
        <message>
            <source>the other lots stay in the order</source>
            <translation>остальные лоты остаются в заказе</translation>
        </message>
        <message>
            <source>the whole order is cancelled</source>
            <translation>заказ отменяется целиком</translation>
        </message>
        <message>
            <source>{told}; {rest}. {undo}</source>
            <translation>{told}; {rest}. {undo}</translation>
        </message>
    </context>
    <context>
        <name>RemotesView</name>
        <message>
            <source>Connection</source>
            <translation>Подключение</translation>
        </message>
        <message>
            <source>In its own words</source>
            <translation>Её слова</translation>
        </message>
        <message>
            <source>Last answer</source>
            <translation>Последний ответ</translation>
        </message>
        <message>
            <source>Megamarket and RetailCRM</source>
            <translation>Мегамаркет и RetailCRM</translation>
        </message>
        <message>
            <source>Nothing is connected yet</source>
            <translation>Ещё ничего не подключено</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Состояние</translation>
        </message>
        <message>
            <source>System</source>
            <translation>Система</translation>
        </message>
        <message>
            <source>answers</source>
            <translation>отвечает</translation>
        </message>
        <message>
            <source>answers oddly, next try {when}</source>
            <translation>отвечает непонятно, повтор {when}</translation>
        </message>
        <message>
            <source>connection paused</source>
            <translation>подключение на паузе</translation>
        </message>
        <message>
            <source>does not answer, next try {when}</source>
            <translation>не отвечает, повтор {when}</translation>
        </message>
        <message>
            <source>module switched off</source>
            <translation>модуль выключен</translation>
        </message>
        <message>
            <source>not asked yet</source>
            <translation>ещё не спрашивали</translation>
        </message>
        <message>
            <source>not registered</source>
            <translation>не зарегистрировано</translation>
        </message>
        <message>
            <source>now</source>
            <translation>сейчас</translation>
        </message>
        <message>
            <source>token refused, exchange stopped</source>
            <translation>токен не принят, обмен стоит</translation>
        </message>
        <message>
            <source>{system}, connection {name}: {state}</source>
            <translation>{system}, подключение «{name}»: {state}</translation>
        </message>
    </context>
    <context>
        <name>ReprintDialog</name>
        <message>
            <source>Another reason</source>
            <translation>Другая причина</translation>
        </message>
        <message>
            <source>Destroy the former one, so that two of them are never in the world.</source>
            <translation>Прежнюю уничтожьте, чтобы их не стало две.</translation>
        </message>
        <message>
            <source>Print again  Enter</source>
            <translation>Напечатать  Enter</translation>
        </message>
        <message>
            <source>Print again: {what}</source>
            <translation>Напечатать ещё раз: {what}</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>Причина</translation>
        </message>
        <message>
            <source>Say why: choose a reason, or write one.</source>
            <translation>Скажите почему: выберите причину или напишите свою.</translation>
        </message>
        <message>
            <source>or in your own words</source>
            <translation>или своими словами</translation>
        </message>
    </context>
    <context>
        <name>ReservedView</name>
        <message>
            <source>A manager looks after the settings</source>
            <translation>Настройками занимается менеджер</translation>
        </message>
        <message>
            <source>A manager takes over in the menu at the lower left: “Change operator…”.</source>
            <translation>Менеджер входит через меню слева внизу: «Сменить оператора…».</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Настройки</translation>
        </message>
    </context>
    <context>
        <name>RulesTab</name>
        <message numerus="yes">
            <source>%n offer(s) will leave the feed.</source>
            <translation>
                <numerusform>Из фида уйдёт %n товар.</numerusform>
                <numerusform>Из фида уйдут %n товара.</numerusform>
                <numerusform>Из фида уйдёт %n товаров.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n value(s) will not do</source>
            <translation>
                <numerusform>%n значение не подходит</numerusform>
                <numerusform>%n значения не подходят</numerusform>
                <numerusform>%n значений не подходит</numerusform>
            </translation>
        </message>
        <message>
            <source>As it was</source>
            <translation>Вернуть как было</translation>
        </message>
        <message>
            <source>Delivery</source>
            <translation>Доставка</translation>
        </message>
        <message>
            <source>Every offer goes out as unavailable, with a stock of 0, until you let sales go on.</source>
            <translation>Все товары уйдут в фид без остатка, пока вы не возобновите продажи.</translation>
        </message>
        <message>
            <source>For example {offer}: {before} ₽ becomes {after} ₽.</source>
            <translation>Например, {offer}: {before} ₽ станет {after} ₽.</translation>
        </message>
        <message>
            <source>In between, changes are looked for about once a minute. Only a whole reading notices goods that RetailCRM has deleted.</source>
            <translation>В промежутках программа примерно раз в минуту ищет изменения. Товары, удалённые в RetailCRM, видны только при чтении целиком.</translation>
        </message>
        <message>
            <source>Let sales go on…</source>
            <translation>Возобновить продажи…</translation>
        </message>
        <message>
            <source>No offer enters or leaves the feed by this.</source>
            <translation>Ни один товар от этого не появится в фиде и не уйдёт из него.</translation>
        </message>
        <message>
            <source>One excludes the other: a price sent by the API counts more than the feed’s until it is taken back. Back to the feed, all prices sent by the API are taken back.</source>
            <translation>Одно исключает другое: цена, переданная по API, важнее цены фида, пока её не снимут. При возврате к фиду все цены, переданные по API, снимаются.</translation>
        </message>
        <message>
            <source>Prices</source>
            <translation>Цены</translation>
        </message>
        <message>
            <source>Properties</source>
            <translation>Свойства</translation>
        </message>
        <message>
            <source>Read the lists anew</source>
            <translation>Перечитать списки</translation>
        </message>
        <message>
            <source>Rules</source>
            <translation>Правила</translation>
        </message>
        <message>
            <source>Sales are stopped: every offer goes out as unavailable, with a stock of 0.</source>
            <translation>Продажи остановлены: все товары в фиде без остатка.</translation>
        </message>
        <message>
            <source>Save the rules  Ctrl+S</source>
            <translation>Сохранить правила  Ctrl+S</translation>
        </message>
        <message>
            <source>Saved, the service builds the feed anew at once.</source>
            <translation>После сохранения служба сразу соберёт фид заново.</translation>
        </message>
        <message>
            <source>Stock</source>
            <translation>Остаток</translation>
        </message>
        <message>
            <source>Stop sales…</source>
            <translation>Остановить продажи…</translation>
        </message>
        <message>
            <source>The API, over the feed’s price</source>
            <translation>API, поверх цены из фида</translation>
        </message>
        <message>
            <source>The feed alone</source>
            <translation>Только фид</translation>
        </message>
        <message>
            <source>The list is read from the catalogue with the first build</source>
            <translation>Список читается из каталога при первой сборке</translation>
        </message>
        <message>
            <source>The reason stands at each field.</source>
            <translation>Причина указана у каждого поля.</translation>
        </message>
        <message numerus="yes">
            <source>Up to %n offer(s) will come back.</source>
            <translation>
                <numerusform>Вернётся до %n товара.</numerusform>
                <numerusform>Вернётся до %n товаров.</numerusform>
                <numerusform>Вернётся до %n товаров.</numerusform>
            </translation>
        </message>
        <message>
            <source>VAT</source>
            <translation>НДС</translation>
        </message>
        <message>
            <source>What becomes of the goods shows only when they have been read again.</source>
            <translation>Что станет с товарами, покажет только новая сборка.</translation>
        </message>
        <message>
            <source>What goes out</source>
            <translation>Что попадает в фид</translation>
        </message>
        <message>
            <source>What would change cannot be counted now; the rules can be saved all the same.</source>
            <translation>Сейчас не посчитать, что изменится; сохранить правила всё равно можно.</translation>
        </message>
        <message>
            <source>What would change is being counted…</source>
            <translation>Считаем, что изменится…</translation>
        </message>
        <message>
            <source>When to ask before publishing</source>
            <translation>Когда спросить перед публикацией</translation>
        </message>
        <message>
            <source>Where the goods come from</source>
            <translation>Откуда берутся товары</translation>
        </message>
        <message>
            <source>Who sets the price at Megamarket</source>
            <translation>Откуда Мегамаркет берёт цену</translation>
        </message>
        <message>
            <source>Without stock: {after} offers instead of {now}.</source>
            <translation>Без остатка будет товаров: {after}, сейчас {now}.</translation>
        </message>
    </context>
    <context>
        <name>SelectionBar</name>
        <message numerus="yes">
            <source>%n order(s)</source>
            <translation>
                <numerusform>%n заказ</numerusform>
                <numerusform>%n заказа</numerusform>
                <numerusform>%n заказов</numerusform>
            </translation>
        </message>
        <message>
            <source>Chosen: {count}</source>
            <translation>Выбрано: {count}</translation>
        </message>
        <message>
            <source>Chosen: {count}, at most {most} at once</source>
            <translation>Выбрано: {count}, за раз не больше {most}</translation>
        </message>
    </context>
    <context>
        <name>SettingsDialog</name>
        <message>
            <source> ms</source>
            <translation> мс</translation>
        </message>
        <message numerus="yes">
            <source>%n character(s)</source>
            <translation>
                <numerusform>%n знак</numerusform>
                <numerusform>%n знака</numerusform>
                <numerusform>%n знаков</numerusform>
            </translation>
        </message>
        <message>
            <source>Allow {pace} ms</source>
            <translation>Разрешить {pace} мс</translation>
        </message>
        <message>
            <source>Listen</source>
            <translation>Послушать</translation>
        </message>
        <message>
            <source>Longest pause between two keys of a scan</source>
            <translation>Наибольшая пауза между клавишами скана</translation>
        </message>
        <message>
            <source>No loudspeaker was found: the bench is silent.</source>
            <translation>Динамик не найден: стол упаковки работает без звука.</translation>
        </message>
        <message>
            <source>Pause between keys</source>
            <translation>Пауза между клавишами</translation>
        </message>
        <message>
            <source>Prefix</source>
            <translation>Префикс</translation>
        </message>
        <message>
            <source>Prefix that the scanner writes</source>
            <translation>Префикс, который пишет сканер</translation>
        </message>
        <message>
            <source>Scan something here: it shows what comes in.</source>
            <translation>Отсканируйте что-нибудь: здесь видно, что приходит.</translation>
        </message>
        <message>
            <source>Scanner</source>
            <translation>Сканер</translation>
        </message>
        <message>
            <source>Scanner and sounds of this workstation</source>
            <translation>Сканер и звуки этого рабочего места</translation>
        </message>
        <message>
            <source>Serial port</source>
            <translation>Последовательный порт</translation>
        </message>
        <message>
            <source>Serial port of the scanner</source>
            <translation>Последовательный порт сканера</translation>
        </message>
        <message>
            <source>Sounds</source>
            <translation>Звуки</translation>
        </message>
        <message>
            <source>Speed of the port</source>
            <translation>Скорость порта</translation>
        </message>
        <message>
            <source>Suffix</source>
            <translation>Суффикс</translation>
        </message>
        <message>
            <source>Suffix that the scanner writes</source>
            <translation>Суффикс, который пишет сканер</translation>
        </message>
        <message>
            <source>This computer lacks the libraries for sound: the bench is silent.</source>
            <translation>На этом компьютере нет библиотек для звука: стол упаковки работает без звука.</translation>
        </message>
        <message>
            <source>Trial</source>
            <translation>Проба</translation>
        </message>
        <message>
            <source>Volume</source>
            <translation>Громкость</translation>
        </message>
        <message>
            <source>What the scanner wrote</source>
            <translation>Что написал сканер</translation>
        </message>
        <message>
            <source>closed</source>
            <translation>закрыт</translation>
        </message>
        <message>
            <source>longest pause between keys {pause} ms</source>
            <translation>наибольшая пауза между клавишами {pause} мс</translation>
        </message>
        <message>
            <source>none: the scanner is a keyboard</source>
            <translation>нет: сканер работает как клавиатура</translation>
        </message>
        <message>
            <source>not there; tried again every two seconds</source>
            <translation>не найден; пробуем снова каждые две секунды</translation>
        </message>
        <message>
            <source>open, the scanner may be used</source>
            <translation>открыт, можно сканировать</translation>
        </message>
        <message numerus="yes">
            <source>separators GS: %n</source>
            <translation>
                <numerusform>разделителей GS: %n</numerusform>
                <numerusform>разделителей GS: %n</numerusform>
                <numerusform>разделителей GS: %n</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SettingsQuestion</name>
        <message>
            <source>Take the settings from this file?</source>
            <translation>Взять настройки из этого файла?</translation>
        </message>
        <message>
            <source>Take them</source>
            <translation>Взять</translation>
        </message>
        <message>
            <source>This changes, all of it at once. Secrets are not in the file: those that are stored stay, and so does whether sales are stopped.</source>
            <translation>Изменится вот что, всё сразу. Секретов в файле нет: сохранённые останутся. Остановлены ли продажи, тоже не изменится.</translation>
        </message>
        <message>
            <source>What changes</source>
            <translation>Что изменится</translation>
        </message>
        <message>
            <source>empty</source>
            <translation>пусто</translation>
        </message>
        <message numerus="yes">
            <source>“{name}”: %n setting(s) change</source>
            <translation>
                <numerusform>«{name}»: изменится %n настройка</numerusform>
                <numerusform>«{name}»: изменятся %n настройки</numerusform>
                <numerusform>«{name}»: изменится %n настроек</numerusform>
            </translation>
        </message>
        <message>
            <source>“{name}”: codes are unchecked, RetailCRM cannot be read now; look at “Mappings and orders” later</source>
            <translation>«{name}»: коды не проверены, RetailCRM сейчас не прочитать; загляните потом в «Соответствия и заказы»</translation>
        </message>
        <message>
            <source>“{name}”: not in the file, stays as it is</source>
            <translation>«{name}»: в файле нет, останется как есть</translation>
        </message>
        <message>
            <source>“{name}”: the same in the file, nothing changes</source>
            <translation>«{name}»: в файле то же самое, ничего не изменится</translation>
        </message>
    </context>
    <context>
        <name>SetupView</name>
        <message>
            <source>Choose a section</source>
            <translation>Выбрать раздел</translation>
        </message>
        <message>
            <source>Go into the section</source>
            <translation>Перейти в раздел</translation>
        </message>
        <message>
            <source>One step back or forward in the wizard</source>
            <translation>Шаг назад или вперёд в мастере</translation>
        </message>
        <message>
            <source>Sections of the settings</source>
            <translation>Разделы настроек</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Настройки</translation>
        </message>
    </context>
    <context>
        <name>SheetDialog</name>
        <message numerus="yes">
            <source>At most %n order(s) at once: write fewer.</source>
            <translation>
                <numerusform>За раз не больше %n заказа: напишите меньше.</numerusform>
                <numerusform>За раз не больше %n заказов: напишите меньше.</numerusform>
                <numerusform>За раз не больше %n заказов: напишите меньше.</numerusform>
            </translation>
        </message>
        <message>
            <source>First free place on the sheet</source>
            <translation>Первое свободное место на листе</translation>
        </message>
        <message>
            <source>Labels on sheets of A4</source>
            <translation>Этикетки на листах A4</translation>
        </message>
        <message>
            <source>Orders</source>
            <translation>Заказы</translation>
        </message>
        <message>
            <source>Places are counted row by row from the top left. Labels are not shrunk.</source>
            <translation>Места считают по рядам, слева направо и сверху вниз. Этикетки не уменьшаются.</translation>
        </message>
        <message>
            <source>Print</source>
            <translation>Напечатать</translation>
        </message>
        <message>
            <source>Write the numbers of the orders.</source>
            <translation>Напишите номера заказов.</translation>
        </message>
        <message>
            <source>numbers of orders, one a line</source>
            <translation>номера заказов, по одному в строке</translation>
        </message>
    </context>
    <context>
        <name>ShopStep</name>
        <message>
            <source>DSM: the shop delivers by itself</source>
            <translation>ДСМ: магазин доставляет сам</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Название</translation>
        </message>
        <message>
            <source>One connection is one scheme. For the other one add a second connection, with a store and an API key of its own in RetailCRM.</source>
            <translation>Одно подключение — одна схема. Для другой добавьте второе подключение, с отдельным магазином и ключом API в RetailCRM.</translation>
        </message>
        <message>
            <source>Scheme of work with Megamarket</source>
            <translation>Схема работы с Мегамаркетом</translation>
        </message>
        <message>
            <source>Standard: Megamarket delivers</source>
            <translation>Стандарт: доставляет Мегамаркет</translation>
        </message>
        <message>
            <source>What the connection is called, and in which scheme the shop sells</source>
            <translation>Как называется подключение и по какой схеме работает магазин</translation>
        </message>
        <message>
            <source>Your own word for it: it stands beside every order of this shop.</source>
            <translation>Как удобно вам: это слово стоит рядом с каждым заказом магазина.</translation>
        </message>
    </context>
    <context>
        <name>SignInDialog</name>
        <message>
            <source>Who works here?</source>
            <translation>Кто работает?</translation>
        </message>
    </context>
    <context>
        <name>SignInView</name>
        <message>
            <source>Begin work</source>
            <translation>Начать работу</translation>
        </message>
        <message>
            <source>PIN</source>
            <translation>ПИН</translation>
        </message>
        <message>
            <source>Who works here</source>
            <translation>Кто работает</translation>
        </message>
        <message>
            <source>Who works here?</source>
            <translation>Кто работает?</translation>
        </message>
    </context>
    <context>
        <name>SigningIn</name>
        <message>
            <source>Operators are entered now: from here on everybody says first who they are. Nobody works under the name of this computer's account any more.</source>
            <translation>Операторы заведены: теперь каждый сначала называет себя. Под именем учётной записи компьютера больше никто не работает.</translation>
        </message>
        <message>
            <source>Your role has been changed: {role}.</source>
            <translation>Ваша роль изменена: {role}.</translation>
        </message>
        <message>
            <source>{name} is not among the operators any more.</source>
            <translation>{name} больше нет среди операторов.</translation>
        </message>
    </context>
    <context>
        <name>StartPanel</name>
        <message>
            <source>On the way to paper</source>
            <translation>На пути к печати</translation>
        </message>
        <message numerus="yes">
            <source>On the way to paper: %n</source>
            <translation>
                <numerusform>На пути к печати: %n</numerusform>
                <numerusform>На пути к печати: %n</numerusform>
                <numerusform>На пути к печати: %n</numerusform>
            </translation>
        </message>
        <message>
            <source>Put aside</source>
            <translation>Отложенные</translation>
        </message>
        <message numerus="yes">
            <source>Put aside: %n. Enter goes on with it</source>
            <translation>
                <numerusform>Отложено: %n. Enter: продолжить</numerusform>
                <numerusform>Отложено: %n. Enter: продолжить</numerusform>
                <numerusform>Отложено: %n. Enter: продолжить</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Stopped on the way to paper: %n</source>
            <translation>
                <numerusform>Остановлено на пути к печати: %n</numerusform>
                <numerusform>Остановлено на пути к печати: %n</numerusform>
                <numerusform>Остановлено на пути к печати: %n</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TableField</name>
        <message>
            <source>Add a rate</source>
            <translation>Добавить ставку</translation>
        </message>
        <message>
            <source>Code in the feed</source>
            <translation>Код в фиде</translation>
        </message>
        <message>
            <source>Rate in RetailCRM</source>
            <translation>Ставка в RetailCRM</translation>
        </message>
        <message>
            <source>Take the rate out</source>
            <translation>Убрать ставку</translation>
        </message>
    </context>
    <context>
        <name>TalkDialog</name>
        <message>
            <source>Cancel</source>
            <translation>Отмена</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Остановить</translation>
        </message>
    </context>
    <context>
        <name>Telling</name>
        <message numerus="yes">
            <source>%n command(s) taken back</source>
            <translation>
                <numerusform>Возвращена %n команда</numerusform>
                <numerusform>Возвращены %n команды</numerusform>
                <numerusform>Возвращено %n команд</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n had left already and cannot be taken back</source>
            <translation>
                <numerusform>%n уже ушла, её не вернуть</numerusform>
                <numerusform>%n уже ушли, их не вернуть</numerusform>
                <numerusform>%n уже ушли, их не вернуть</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n later command(s) went with them: they make no sense alone</source>
            <translation>
                <numerusform>Вместе с ними снята %n следующая команда: сама по себе она не имеет смысла</numerusform>
                <numerusform>Вместе с ними сняты %n следующие команды: сами по себе они не имеют смысла</numerusform>
                <numerusform>Вместе с ними снято %n следующих команд: сами по себе они не имеют смысла</numerusform>
            </translation>
        </message>
        <message>
            <source>Megamarket will see the order as assembled.</source>
            <translation>Мегамаркет увидит заказ как собранный.</translation>
        </message>
        <message numerus="yes">
            <source>Nothing is left to do here: %n order(s) stay as they are</source>
            <translation>
                <numerusform>Сделать ничего нельзя: %n заказ остаётся как есть</numerusform>
                <numerusform>Сделать ничего нельзя: %n заказа остаются как есть</numerusform>
                <numerusform>Сделать ничего нельзя: %n заказов остаются как есть</numerusform>
            </translation>
        </message>
        <message>
            <source>Order {number} is packed and checked</source>
            <translation>Заказ {number} упакован и проверен</translation>
        </message>
        <message>
            <source>Order {number} is with the courier</source>
            <translation>Заказ {number} у курьера</translation>
        </message>
        <message>
            <source>Order {number}: dropped, but it may have taken effect all the same. The order is read again before anything else is sent.</source>
            <translation>Заказ {number}: команда снята, но могла и подействовать. Прежде чем отправить что-то ещё, программа перечитает заказ.</translation>
        </message>
        <message>
            <source>Order {number}: dropped, it is not sent</source>
            <translation>Заказ {number}: команда снята и не уйдёт</translation>
        </message>
        <message>
            <source>Order {number}: it has been sent</source>
            <translation>Заказ {number}: отправлено</translation>
        </message>
        <message>
            <source>Order {number}: it is sent again</source>
            <translation>Заказ {number}: отправляется снова</translation>
        </message>
        <message>
            <source>Order {number}: this has been done already, or is on its way</source>
            <translation>Заказ {number}: это уже сделано или в пути</translation>
        </message>
        <message>
            <source>Order {number}: {what} is on its way</source>
            <translation>Заказ {number}: {what} в пути</translation>
        </message>
        <message>
            <source>Order {number}: {what} leaves in {seconds} s</source>
            <translation>Заказ {number}: {what} уйдёт через {seconds} с</translation>
        </message>
        <message>
            <source>Order {number}: {why}</source>
            <translation>Заказ {number}: {why}</translation>
        </message>
        <message>
            <source>The service has been asked to exchange with Megamarket now.</source>
            <translation>Служба сейчас обменяется с Мегамаркетом.</translation>
        </message>
        <message>
            <source>There is nothing to take back.</source>
            <translation>Возвращать нечего.</translation>
        </message>
    </context>
    <context>
        <name>TimelineRow</name>
        <message>
            <source>Megamarket</source>
            <translation>Мегамаркет</translation>
        </message>
        <message>
            <source>RetailCRM, {name}</source>
            <translation>RetailCRM, {name}</translation>
        </message>
        <message>
            <source>service</source>
            <translation>служба</translation>
        </message>
    </context>
    <context>
        <name>TimelineView</name>
        <message numerus="yes">
            <source>Show %n more</source>
            <translation>
                <numerusform>Показать ещё %n</numerusform>
                <numerusform>Показать ещё %n</numerusform>
                <numerusform>Показать ещё %n</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TodayView</name>
        <message>
            <source>At risk</source>
            <translation>Рискуют</translation>
        </message>
        <message>
            <source>Cancelled today</source>
            <translation>Отменено сегодня</translation>
        </message>
        <message numerus="yes">
            <source>Cancelled today: %n lot(s)</source>
            <translation>
                <numerusform>Отменено сегодня: %n лот</numerusform>
                <numerusform>Отменено сегодня: %n лота</numerusform>
                <numerusform>Отменено сегодня: %n лотов</numerusform>
            </translation>
        </message>
        <message>
            <source>Confirmed orders that nobody has packed</source>
            <translation>Подтверждённые заказы, которые никто не упаковал</translation>
        </message>
        <message>
            <source>Less than a fifth of their time is left</source>
            <translation>Осталось меньше пятой части времени</translation>
        </message>
        <message>
            <source>Lots</source>
            <translation>Лоты</translation>
        </message>
        <message>
            <source>New orders that wait for an answer</source>
            <translation>Новые заказы, которые ждут ответа</translation>
        </message>
        <message>
            <source>Open orders past their deadline</source>
            <translation>Незакрытые заказы, срок которых прошёл</translation>
        </message>
        <message>
            <source>Orders</source>
            <translation>Заказы</translation>
        </message>
        <message>
            <source>Orders of today by state</source>
            <translation>Заказы за сегодня по состоянию</translation>
        </message>
        <message>
            <source>Overdue</source>
            <translation>Просрочены</translation>
        </message>
        <message>
            <source>Packed orders that have not left</source>
            <translation>Упакованные заказы, которые не уехали</translation>
        </message>
        <message>
            <source>Packed today</source>
            <translation>Упаковано сегодня</translation>
        </message>
        <message numerus="yes">
            <source>Packed today: %n order(s)</source>
            <translation>
                <numerusform>Упаковано сегодня: %n заказ</numerusform>
                <numerusform>Упаковано сегодня: %n заказа</numerusform>
                <numerusform>Упаковано сегодня: %n заказов</numerusform>
            </translation>
        </message>
        <message>
            <source>Packer</source>
            <translation>Упаковщик</translation>
        </message>
        <message>
            <source>Per hour</source>
            <translation>В час</translation>
        </message>
        <message numerus="yes">
            <source>Placed today: %n order(s)</source>
            <translation>
                <numerusform>Создано сегодня: %n заказ</numerusform>
                <numerusform>Создано сегодня: %n заказа</numerusform>
                <numerusform>Создано сегодня: %n заказов</numerusform>
            </translation>
        </message>
        <message>
            <source>State</source>
            <translation>Состояние</translation>
        </message>
        <message>
            <source>Stopped commands, buyers who wait</source>
            <translation>Остановленные команды и покупатели, которые ждут ответа</translation>
        </message>
        <message>
            <source>Sum</source>
            <translation>Сумма</translation>
        </message>
        <message>
            <source>To confirm</source>
            <translation>Подтвердить</translation>
        </message>
        <message>
            <source>To decide</source>
            <translation>Решить</translation>
        </message>
        <message>
            <source>To hand over</source>
            <translation>Отгрузить</translation>
        </message>
        <message>
            <source>To pack</source>
            <translation>Упаковать</translation>
        </message>
        <message>
            <source>Who and why</source>
            <translation>Кто и почему</translation>
        </message>
    </context>
    <context>
        <name>Tray</name>
        <message numerus="yes">
            <source>%n order(s) at risk</source>
            <translation>
                <numerusform>%n заказ под угрозой срока</numerusform>
                <numerusform>%n заказа под угрозой срока</numerusform>
                <numerusform>%n заказов под угрозой срока</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n order(s) overdue</source>
            <translation>
                <numerusform>%n заказ просрочен</numerusform>
                <numerusform>%n заказа просрочены</numerusform>
                <numerusform>%n заказов просрочены</numerusform>
            </translation>
        </message>
        <message>
            <source>Close the window; the exchange goes on</source>
            <translation>Закрыть окно; обмен продолжится</translation>
        </message>
        <message>
            <source>Exchange now</source>
            <translation>Обменяться сейчас</translation>
        </message>
        <message>
            <source>Open mmdesk</source>
            <translation>Открыть mmdesk</translation>
        </message>
        <message>
            <source>nothing is connected yet</source>
            <translation>ещё ничего не подключено</translation>
        </message>
        <message>
            <source>something waits for your decision</source>
            <translation>что-то ждёт вашего решения</translation>
        </message>
        <message>
            <source>the exchange has stopped</source>
            <translation>обмен остановлен</translation>
        </message>
        <message>
            <source>the exchange is working</source>
            <translation>обмен работает</translation>
        </message>
        <message>
            <source>the exchange service is not running</source>
            <translation>служба обмена не работает</translation>
        </message>
        <message>
            <source>the exchange service is starting</source>
            <translation>служба обмена запускается</translation>
        </message>
    </context>
    <context>
        <name>UndoStripView</name>
        <message numerus="yes">
            <source>%n acceptance(s)</source>
            <translation>
                <numerusform>%n приём в сборку</numerusform>
                <numerusform>%n приёма в сборку</numerusform>
                <numerusform>%n приёмов в сборку</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n confirmation(s)</source>
            <translation>
                <numerusform>%n подтверждение</numerusform>
                <numerusform>%n подтверждения</numerusform>
                <numerusform>%n подтверждений</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n hand-over(s)</source>
            <translation>
                <numerusform>%n отгрузка</numerusform>
                <numerusform>%n отгрузки</numerusform>
                <numerusform>%n отгрузок</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n refusal(s)</source>
            <translation>
                <numerusform>%n отказ</numerusform>
                <numerusform>%n отказа</numerusform>
                <numerusform>%n отказов</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n result(s)</source>
            <translation>
                <numerusform>%n результат</numerusform>
                <numerusform>%n результата</numerusform>
                <numerusform>%n результатов</numerusform>
            </translation>
        </message>
        <message>
            <source>Leaves in {span}: {commands}</source>
            <translation>Отправится через {span}: {commands}</translation>
        </message>
        <message>
            <source>Take back  Ctrl+Z</source>
            <translation>Вернуть  Ctrl+Z</translation>
        </message>
        <message>
            <source>What has not left yet does not go to Megamarket</source>
            <translation>То, что ещё не ушло, не будет отправлено в Мегамаркет</translation>
        </message>
    </context>
    <context>
        <name>UnknownCodesDialog</name>
        <message>
            <source>Close</source>
            <translation>Закрыть</translation>
        </message>
        <message>
            <source>Enter on an offer: the code is its barcode from now on.</source>
            <translation>Enter на товаре: код станет его штрихкодом.</translation>
        </message>
        <message>
            <source>Forget the code</source>
            <translation>Забыть код</translation>
        </message>
        <message>
            <source>Look for an offer</source>
            <translation>Поиск товара</translation>
        </message>
        <message>
            <source>No code is unknown: everything that was scanned has its offer.</source>
            <translation>Неизвестных кодов нет: у всего, что сканировали, есть товар.</translation>
        </message>
        <message>
            <source>No offer is called so.</source>
            <translation>Такого товара нет.</translation>
        </message>
        <message>
            <source>Offers found</source>
            <translation>Найденные товары</translation>
        </message>
        <message>
            <source>Scanned, and nobody knows what it is</source>
            <translation>Отсканировали, но что это, неизвестно</translation>
        </message>
        <message>
            <source>Unknown codes</source>
            <translation>Неизвестные коды</translation>
        </message>
        <message>
            <source>Which offer is it?</source>
            <translation>Какой это товар?</translation>
        </message>
        <message>
            <source>offer: words of its name, id or article</source>
            <translation>товар: слова названия, номер или артикул</translation>
        </message>
        <message>
            <source>{code} is a barcode of {offer} from now on.</source>
            <translation>{code} теперь штрихкод товара «{offer}».</translation>
        </message>
    </context>
    <context>
        <name>VerbRow</name>
        <message>
            <source>Document of Megamarket…</source>
            <translation>Документ Мегамаркета…</translation>
        </message>
        <message>
            <source>More</source>
            <translation>Ещё</translation>
        </message>
        <message>
            <source>Open in RetailCRM</source>
            <translation>Открыть в RetailCRM</translation>
        </message>
        <message>
            <source>Packing list</source>
            <translation>Лист комплектации</translation>
        </message>
        <message>
            <source>Print</source>
            <translation>Печать</translation>
        </message>
    </context>
    <context>
        <name>VerbRows</name>
        <message>
            <source>{count} orders are chosen, and at most {most} are taken at once. Choose fewer.</source>
            <translation>Выбрано заказов: {count}, за раз можно не больше {most}. Выберите меньше.</translation>
        </message>
    </context>
    <context>
        <name>Verbs</name>
        <message numerus="yes">
            <source>%n order(s) given to the courier</source>
            <translation>
                <numerusform>передан курьеру %n заказ</numerusform>
                <numerusform>переданы курьеру %n заказа</numerusform>
                <numerusform>передано курьеру %n заказов</numerusform>
            </translation>
        </message>
        <message>
            <source>A cancellation is answered for one order at a time: choose one.</source>
            <translation>На отмену отвечают по одному заказу: выберите один.</translation>
        </message>
        <message>
            <source>A delivery is moved for one order at a time: choose one.</source>
            <translation>Доставку переносят по одному заказу: выберите один.</translation>
        </message>
        <message>
            <source>Answer the cancellation</source>
            <translation>Ответить на отмену</translation>
        </message>
        <message>
            <source>Asking for labels: {done} of {total}</source>
            <translation>Запрашиваю этикетки: {done} из {total}</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Закрыть</translation>
        </message>
        <message>
            <source>Confirm</source>
            <translation>Подтвердить</translation>
        </message>
        <message>
            <source>Confirming: {done} of {total}</source>
            <translation>Подтверждаю: {done} из {total}</translation>
        </message>
        <message>
            <source>Give to the courier</source>
            <translation>Курьеру</translation>
        </message>
        <message>
            <source>Giving to the courier: {done} of {total}</source>
            <translation>Передаю курьеру: {done} из {total}</translation>
        </message>
        <message>
            <source>Hand over</source>
            <translation>Отгрузить</translation>
        </message>
        <message>
            <source>Handing over: {done} of {total}</source>
            <translation>Отгружаю: {done} из {total}</translation>
        </message>
        <message>
            <source>Label</source>
            <translation>Этикетка</translation>
        </message>
        <message numerus="yes">
            <source>Labels of %n order(s) asked for; F7 on an order opens its label</source>
            <translation>
                <numerusform>запрошена этикетка %n заказа; F7 на заказе откроет её</numerusform>
                <numerusform>запрошены этикетки %n заказов; F7 на заказе откроет его этикетку</numerusform>
                <numerusform>запрошены этикетки %n заказов; F7 на заказе откроет его этикетку</numerusform>
            </translation>
        </message>
        <message>
            <source>Move the delivery</source>
            <translation>Перенести доставку</translation>
        </message>
        <message>
            <source>Pack</source>
            <translation>Упаковать</translation>
        </message>
        <message>
            <source>Packing: {done} of {total}</source>
            <translation>Упаковываю: {done} из {total}</translation>
        </message>
        <message>
            <source>Reject</source>
            <translation>Отказать</translation>
        </message>
        <message>
            <source>Rejecting is for one order at a time: choose one.</source>
            <translation>Отказывают по одному заказу: выберите один.</translation>
        </message>
        <message>
            <source>The result is told for one order at a time: choose one.</source>
            <translation>Результат сообщают по одному заказу: выберите один.</translation>
        </message>
        <message numerus="yes">
            <source>confirmation of %n order(s) is on its way</source>
            <translation>
                <numerusform>подтверждение %n заказа уходит</numerusform>
                <numerusform>подтверждение %n заказов уходит</numerusform>
                <numerusform>подтверждение %n заказов уходит</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>confirmation of %n order(s) leaves in {seconds} s</source>
            <translation>
                <numerusform>подтверждение %n заказа уйдёт через {seconds} с</numerusform>
                <numerusform>подтверждение %n заказов уйдёт через {seconds} с</numerusform>
                <numerusform>подтверждение %n заказов уйдёт через {seconds} с</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>done or on its way before for %n order(s)</source>
            <translation>
                <numerusform>уже сделано или в пути: %n заказ</numerusform>
                <numerusform>уже сделано или в пути: %n заказа</numerusform>
                <numerusform>уже сделано или в пути: %n заказов</numerusform>
            </translation>
        </message>
        <message>
            <source>lot {numbers}</source>
            <translation>лот {numbers}</translation>
        </message>
        <message>
            <source>lots {numbers}</source>
            <translation>лоты {numbers}</translation>
        </message>
        <message numerus="yes">
            <source>packing of %n order(s), each in one box, is on its way</source>
            <translation>
                <numerusform>упаковка %n заказа, в одно место, уходит</numerusform>
                <numerusform>упаковка %n заказов, каждого в одно место, уходит</numerusform>
                <numerusform>упаковка %n заказов, каждого в одно место, уходит</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>refused for %n order(s)</source>
            <translation>
                <numerusform>не удалось: %n заказ</numerusform>
                <numerusform>не удалось: %n заказа</numerusform>
                <numerusform>не удалось: %n заказов</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>shipping of %n order(s) is on its way</source>
            <translation>
                <numerusform>отгрузка %n заказа уходит</numerusform>
                <numerusform>отгрузка %n заказов уходит</numerusform>
                <numerusform>отгрузка %n заказов уходит</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>shipping of %n order(s) leaves in {seconds} s</source>
            <translation>
                <numerusform>отгрузка %n заказа уйдёт через {seconds} с</numerusform>
                <numerusform>отгрузка %n заказов уйдёт через {seconds} с</numerusform>
                <numerusform>отгрузка %n заказов уйдёт через {seconds} с</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ViewNotice</name>
        <message>
            <source>Try again</source>
            <translation>Повторить</translation>
        </message>
    </context>
    <context>
        <name>WizardView</name>
        <message>
            <source>Back</source>
            <translation>Назад</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Отмена</translation>
        </message>
        <message>
            <source>Checks</source>
            <translation>Проверка</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Готово</translation>
        </message>
        <message>
            <source>Go on filling in</source>
            <translation>Заполнять дальше</translation>
        </message>
        <message>
            <source>Go on without</source>
            <translation>Дальше без адреса</translation>
        </message>
        <message>
            <source>Leave the wizard?</source>
            <translation>Выйти из мастера?</translation>
        </message>
        <message>
            <source>Leave, lose it</source>
            <translation>Выйти без сохранения</translation>
        </message>
        <message>
            <source>Look again</source>
            <translation>Проверить снова</translation>
        </message>
        <message>
            <source>Megamarket</source>
            <translation>Мегамаркет</translation>
        </message>
        <message>
            <source>New connection</source>
            <translation>Новое подключение</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>Далее</translation>
        </message>
        <message>
            <source>Nothing has been stored yet: what you typed is lost.</source>
            <translation>Ещё ничего не сохранено: введённое пропадёт.</translation>
        </message>
        <message>
            <source>Public address</source>
            <translation>Публичный адрес</translation>
        </message>
        <message>
            <source>Register</source>
            <translation>Зарегистрировать</translation>
        </message>
        <message>
            <source>Registration</source>
            <translation>Регистрация</translation>
        </message>
        <message>
            <source>Save and go on</source>
            <translation>Сохранить и дальше</translation>
        </message>
        <message>
            <source>Shop</source>
            <translation>Магазин</translation>
        </message>
        <message>
            <source>Step {number} of {total}: {name}</source>
            <translation>Шаг {number} из {total}: {name}</translation>
        </message>
    </context>
    <context>
        <name>Writing</name>
        <message>
            <source>Still being saved…</source>
            <translation>Записываем…</translation>
        </message>
    </context>
    <context>
        <name>_AnswerRow</name>
        <message>
            <source>1  cancel</source>
            <translation>1  отменить</translation>
        </message>
        <message>
            <source>2  keep</source>
            <translation>2  оставить</translation>
        </message>
        <message>
            <source>cancel lot {lot}</source>
            <translation>отменить лот {lot}</translation>
        </message>
        <message>
            <source>keep lot {lot}</source>
            <translation>оставить лот {lot}</translation>
        </message>
    </context>
    <context>
        <name>_TimelinePart</name>
        <message>
            <source>What happened</source>
            <translation>События</translation>
        </message>
    </context>
    <context>
        <name>_ToldRow</name>
        <message>
            <source>Correct</source>
            <translation>Исправить</translation>
        </message>
        <message>
            <source>Correct: {check}</source>
            <translation>Исправить: {check}</translation>
        </message>
    </context>
</TS>
