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
            <source>Nothing that was confirmed is lost. Go on working; if it happens again, close the program, start it anew and send the report to whoever looks after it. Keys, phones and e-mail addresses are starred out in it.</source>
            <translation>Ничего из подтверждённого не потеряно. Работайте дальше; если ошибка повторится, закройте программу, запустите её снова и отправьте отчёт тому, кто за ней следит. Ключи, телефоны и адреса почты в нём закрыты звёздочками.</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Отчёт</translation>
        </message>
    </context>
    <context>
        <name>Desktop</name>
        <message>
            <source>No operators are entered yet. A manager enters them on the page “Settings”.</source>
            <translation>Операторы ещё не заведены. Их заводит менеджер на странице «Настройки».</translation>
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
            <source>Go to an order with the arrows: it is shown here. Enter leads into it.</source>
            <translation>Выберите заказ стрелками — он откроется здесь. Enter переводит сюда.</translation>
        </message>
        <message>
            <source>This order is gone.</source>
            <translation>Этого заказа больше нет.</translation>
        </message>
    </context>
    <context>
        <name>FilterBar</name>
        <message>
            <source>All</source>
            <translation>Все</translation>
        </message>
        <message>
            <source>All connections</source>
            <translation>Все подключения</translation>
        </message>
        <message>
            <source>Ask Megamarket for new orders at once</source>
            <translation>Сейчас же спросить Мегамаркет о новых заказах</translation>
        </message>
        <message>
            <source>At risk</source>
            <translation>Риск</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>Отменены</translation>
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
            <source>Orders cancelled lately, in full or in part</source>
            <translation>Недавно отменённые заказы, целиком или частично</translation>
        </message>
        <message>
            <source>Orders with less than a fifth of their time left, or none</source>
            <translation>Заказы, у которых осталось меньше пятой части срока или срок прошёл</translation>
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
            <source>No deadline is at risk</source>
            <translation>Все сроки в порядке</translation>
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
        <message>
            <source>There are no orders yet</source>
            <translation>Заказов пока нет</translation>
        </message>
        <message>
            <source>They appear here with the first exchange. F5 asks Megamarket for them now.</source>
            <translation>Они появятся с первым обменом. F5 — спросить Мегамаркет сейчас.</translation>
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
            <source>Close a message, go back</source>
            <translation>Закрыть сообщение, вернуться назад</translation>
        </message>
        <message>
            <source>Connect a Megamarket account with its RetailCRM, and the orders appear here by themselves:</source>
            <translation>Подключите кабинет Мегамаркета и его RetailCRM, и заказы появятся здесь сами:</translation>
        </message>
        <message>
            <source>No orders: nothing is connected yet</source>
            <translation>Заказов нет: ещё ничего не подключено</translation>
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
            <source>Or look at how everything works on invented orders:</source>
            <translation>Или посмотрите, как всё работает, на выдуманных заказах:</translation>
        </message>
        <message>
            <source>Show this table</source>
            <translation>Показать эту таблицу</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Повторить</translation>
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
            <source>By number</source>
            <translation>По номеру</translation>
        </message>
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
        <message>
            <source>The list is not up to date: it could not be read again</source>
            <translation>Список устарел: перечитать его не удалось</translation>
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
            <source>Try again</source>
            <translation>Повторить</translation>
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
        <message>
            <source>Nothing to take back: everything has left.</source>
            <translation>Возвращать нечего: всё уже ушло.</translation>
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
        <name>Tray</name>
        <message numerus="yes">
            <source>%n order(s) at risk</source>
            <translation>
                <numerusform>%n заказ под угрозой срока</numerusform>
                <numerusform>%n заказа под угрозой срока</numerusform>
                <numerusform>%n заказов под угрозой срока</numerusform>
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
            <source>%n order(s) confirmed</source>
            <translation>
                <numerusform>подтверждён %n заказ</numerusform>
                <numerusform>подтверждены %n заказа</numerusform>
                <numerusform>подтверждено %n заказов</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n order(s) given to the courier</source>
            <translation>
                <numerusform>передан курьеру %n заказ</numerusform>
                <numerusform>переданы курьеру %n заказа</numerusform>
                <numerusform>передано курьеру %n заказов</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n order(s) handed over</source>
            <translation>
                <numerusform>отгружен %n заказ</numerusform>
                <numerusform>отгружены %n заказа</numerusform>
                <numerusform>отгружено %n заказов</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n order(s) packed, each in one box</source>
            <translation>
                <numerusform>упакован %n заказ, в одно место</numerusform>
                <numerusform>упакованы %n заказа, каждый в одно место</numerusform>
                <numerusform>упаковано %n заказов, каждый в одно место</numerusform>
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
            <source>refused for %n order(s)</source>
            <translation>
                <numerusform>не удалось: %n заказ</numerusform>
                <numerusform>не удалось: %n заказа</numerusform>
                <numerusform>не удалось: %n заказов</numerusform>
            </translation>
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
</TS>
