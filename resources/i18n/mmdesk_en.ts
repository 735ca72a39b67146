<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>BenchHeader</name>
        <message numerus="yes">
            <source>Unknown codes: %n</source>
            <translation>
                <numerusform>Unknown codes: %n</numerusform>
                <numerusform>Unknown codes: %n</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>BulkQuestion</name>
        <message numerus="yes">
            <source>%n acceptance(s): Megamarket will see them as assembled</source>
            <translation>
                <numerusform>%n acceptance: Megamarket will see it as assembled</numerusform>
                <numerusform>%n acceptances: Megamarket will see them as assembled</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n confirmation(s)</source>
            <translation>
                <numerusform>%n confirmation</numerusform>
                <numerusform>%n confirmations</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n order(s)</source>
            <translation>
                <numerusform>%n order</numerusform>
                <numerusform>%n orders</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>CallsView</name>
        <message numerus="yes">
            <source>It came again %n time(s), with no further effect.</source>
            <translation>
                <numerusform>It came again %n time, with no further effect.</numerusform>
                <numerusform>It came again %n times, with no further effect.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ChangesTab</name>
        <message numerus="yes">
            <source>Build {number} beside the feed before it: %n difference(s)</source>
            <translation>
                <numerusform>Build {number} beside the feed before it: %n difference</numerusform>
                <numerusform>Build {number} beside the feed before it: %n differences</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>CheckListModel</name>
        <message numerus="yes">
            <source>{name}, %n offer(s)</source>
            <translation>
                <numerusform>{name}, %n offer</numerusform>
                <numerusform>{name}, %n offers</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ConnectionsSection</name>
        <message numerus="yes">
            <source>%n command(s) that wait will be dropped and never sent.</source>
            <translation>
                <numerusform>%n command that waits will be dropped and never sent.</numerusform>
                <numerusform>%n commands that wait will be dropped and never sent.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n order(s) of it are not finished: nobody exchanges them any more.</source>
            <translation>
                <numerusform>%n order of it is not finished: nobody exchanges it any more.</numerusform>
                <numerusform>%n orders of it are not finished: nobody exchanges them any more.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>CrashDialog</name>
        <message numerus="yes">
            <source>%n mistake(s) of the program's own: it broke off what it was doing.</source>
            <translation>
                <numerusform>%n mistake of the program's own: it broke off what it was doing.</numerusform>
                <numerusform>%n mistakes of the program's own: it broke off what it was doing.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Decisions</name>
        <message numerus="yes">
            <source>%n offer(s) get another price</source>
            <translation>
                <numerusform>%n offer gets another price</numerusform>
                <numerusform>%n offers get another price</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n offer(s) leave its shop window</source>
            <translation>
                <numerusform>%n offer leaves its shop window</numerusform>
                <numerusform>%n offers leave its shop window</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Build {number} is the feed now: %n offer(s)</source>
            <translation>
                <numerusform>Build {number} is the feed now: %n offer</numerusform>
                <numerusform>Build {number} is the feed now: %n offers</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>and %n more</numerusform>
                <numerusform>and %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>GoLiveDialog</name>
        <message numerus="yes">
            <source>%n command(s) of theirs that wait are dropped and never sent.</source>
            <translation>
                <numerusform>%n command of theirs that waits is dropped and never sent.</numerusform>
                <numerusform>%n commands of theirs that wait are dropped and never sent.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n test order(s) go into the archive and are worked on no more.</source>
            <translation>
                <numerusform>%n test order goes into the archive and is worked on no more.</numerusform>
                <numerusform>%n test orders go into the archive and are worked on no more.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>“{name}” is live. %n test order(s) are in the archive; none of their queue is sent.</source>
            <translation>
                <numerusform>“{name}” is live. %n test order is in the archive; none of its queue is sent.</numerusform>
                <numerusform>“{name}” is live. %n test orders are in the archive; none of their queue is sent.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>JobBar</name>
        <message numerus="yes">
            <source>%n attempt(s)</source>
            <translation>
                <numerusform>%n attempt</numerusform>
                <numerusform>%n attempts</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n copy(ies)</source>
            <translation>
                <numerusform>%n copy</numerusform>
                <numerusform>%n copies</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>KeepingSection</name>
        <message numerus="yes">
            <source>%n order(s)</source>
            <translation>
                <numerusform>%n order</numerusform>
                <numerusform>%n orders</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The orders of its %n connection(s) are read from Megamarket again.</source>
            <translation>
                <numerusform>The orders of its %n connection are read from Megamarket again.</numerusform>
                <numerusform>The orders of its %n connections are read from Megamarket again.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>KindsList</name>
        <message numerus="yes">
            <source>%n line(s) saved</source>
            <translation>
                <numerusform>%n line saved</numerusform>
                <numerusform>%n lines saved</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>LabelWatch</name>
        <message numerus="yes">
            <source>%n packing list(s) saved in {folder}</source>
            <translation>
                <numerusform>%n packing list saved in {folder}</numerusform>
                <numerusform>%n packing lists saved in {folder}</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>LotsPart</name>
        <message numerus="yes">
            <source>… and %n more lot(s)</source>
            <translation>
                <numerusform>… and %n more lot</numerusform>
                <numerusform>… and %n more lots</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MappingGroup</name>
        <message numerus="yes">
            <source>%n line(s) with an error</source>
            <translation>
                <numerusform>%n line with an error</numerusform>
                <numerusform>%n lines with an error</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MappingSection</name>
        <message numerus="yes">
            <source>%n change(s) of the mappings of “{name}”</source>
            <translation>
                <numerusform>%n change of the mappings of “{name}”</numerusform>
                <numerusform>%n changes of the mappings of “{name}”</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MappingView</name>
        <message numerus="yes">
            <source>%n change(s) not saved</source>
            <translation>
                <numerusform>%n change not saved</numerusform>
                <numerusform>%n changes not saved</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n line(s) that most shops map are not mapped</source>
            <translation>
                <numerusform>%n line that most shops map is not mapped</numerusform>
                <numerusform>%n lines that most shops map are not mapped</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n line(s) with an error</source>
            <translation>
                <numerusform>%n line with an error</numerusform>
                <numerusform>%n lines with an error</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>OffersModel</name>
        <message numerus="yes">
            <source>%n remark(s)</source>
            <translation>
                <numerusform>%n remark</numerusform>
                <numerusform>%n remarks</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>OffersTab</name>
        <message numerus="yes">
            <source>%n more without a line: the id repeats or is missing</source>
            <translation>
                <numerusform>%n more without a line: the id repeats or is missing</numerusform>
                <numerusform>%n more without a line: the id repeats or is missing</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n product(s) of orders are unknown to RetailCRM</source>
            <translation>
                <numerusform>%n product of the orders is unknown to RetailCRM</numerusform>
                <numerusform>%n products of the orders are unknown to RetailCRM</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>and %n more</numerusform>
                <numerusform>and %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>OrderPrinting</name>
        <message numerus="yes">
            <source>%n paper(s) queued for “{printer}”</source>
            <translation>
                <numerusform>%n paper queued for “{printer}”</numerusform>
                <numerusform>%n papers queued for “{printer}”</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>OrderWords</name>
        <message numerus="yes">
            <source>%n lot(s)</source>
            <translation>
                <numerusform>%n lot</numerusform>
                <numerusform>%n lots</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PackDialog</name>
        <message numerus="yes">
            <source>Megamarket will see order {number} packed in %n box(es). Packing cannot be taken back.</source>
            <translation>
                <numerusform>Megamarket will see order {number} packed in %n box. Packing cannot be taken back.</numerusform>
                <numerusform>Megamarket will see order {number} packed in %n boxes. Packing cannot be taken back.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PackingWords</name>
        <message numerus="yes">
            <source>%n order(s) to pack</source>
            <translation>
                <numerusform>%n order to pack</numerusform>
                <numerusform>%n orders to pack</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n scan(s) or key(s) did not count: repeat them in their order.</source>
            <translation>
                <numerusform>%n scan or key did not count: repeat it.</numerusform>
                <numerusform>%n scans or keys did not count: repeat them in their order.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Box {box}: %n lot(s)</source>
            <translation>
                <numerusform>Box {box}: %n lot</numerusform>
                <numerusform>Box {box}: %n lots</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The database is busy. %n scan(s) or key(s) wait for it: do not scan on, wait.</source>
            <translation>
                <numerusform>The database is busy. %n scan or key waits for it: do not scan on, wait.</numerusform>
                <numerusform>The database is busy. %n scans or keys wait for it: do not scan on, wait.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>scan it: %n left</source>
            <translation>
                <numerusform>scan it: %n left</numerusform>
                <numerusform>scan it: %n left</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PageButton</name>
        <message numerus="yes">
            <source>%n waiting</source>
            <translation>
                <numerusform>%n waiting</numerusform>
                <numerusform>%n waiting</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PeriodView</name>
        <message numerus="yes">
            <source>%n order(s)</source>
            <translation>
                <numerusform>%n order</numerusform>
                <numerusform>%n orders</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PickDialog</name>
        <message numerus="yes">
            <source>The list is made of %n chosen order(s).</source>
            <translation>
                <numerusform>The list is made of %n chosen order.</numerusform>
                <numerusform>The list is made of %n chosen orders.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PrintingBar</name>
        <message numerus="yes">
            <source>the newest %n are shown, older ones are found by the search</source>
            <translation>
                <numerusform>the newest %n is shown, older ones are found by the search</numerusform>
                <numerusform>the newest %n are shown, older ones are found by the search</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PrintingDeeds</name>
        <message numerus="yes">
            <source>Labels of %n order(s) are queued.</source>
            <translation>
                <numerusform>Labels of %n order are queued.</numerusform>
                <numerusform>Labels of %n orders are queued.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ProblemsTab</name>
        <message numerus="yes">
            <source>Build {number}: %n problem(s)</source>
            <translation>
                <numerusform>Build {number}: %n problem</numerusform>
                <numerusform>Build {number}: %n problems</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>QuestionDialog</name>
        <message numerus="yes">
            <source>It can be taken back for %n second(s).</source>
            <translation>
                <numerusform>It can be taken back for %n second.</numerusform>
                <numerusform>It can be taken back for %n seconds.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>QueueDeeds</name>
        <message numerus="yes">
            <source>%n command(s) dropped</source>
            <translation>
                <numerusform>%n command dropped</numerusform>
                <numerusform>%n commands dropped</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n command(s) sent again</source>
            <translation>
                <numerusform>%n command sent again</numerusform>
                <numerusform>%n commands sent again</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n left as they were</source>
            <translation>
                <numerusform>%n left as it was</numerusform>
                <numerusform>%n left as they were</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Drop %n command(s)?</source>
            <translation>
                <numerusform>Drop %n command?</numerusform>
                <numerusform>Drop %n commands?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Send %n command(s) again?</source>
            <translation>
                <numerusform>Send %n command again?</numerusform>
                <numerusform>Send %n commands again?</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>QueueWords</name>
        <message numerus="yes">
            <source>%n command(s) marked</source>
            <translation>
                <numerusform>%n command marked</numerusform>
                <numerusform>%n commands marked</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more for other reasons</source>
            <translation>
                <numerusform>and %n more for another reason</numerusform>
                <numerusform>and %n more for other reasons</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>RegisterStep</name>
        <message numerus="yes">
            <source>The first exchange will bring %n open order(s) of the last 30 days.</source>
            <translation>
                <numerusform>The first exchange will bring %n open order of the last 30 days.</numerusform>
                <numerusform>The first exchange will bring %n open orders of the last 30 days.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>RejectDialog</name>
        <message numerus="yes">
            <source>Megamarket will be told that %n lot(s) of order {number} are rejected</source>
            <translation>
                <numerusform>Megamarket will be told that %n lot of order {number} is rejected</numerusform>
                <numerusform>Megamarket will be told that %n lots of order {number} are rejected</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Reject %n lot(s)</source>
            <translation>
                <numerusform>Reject %n lot</numerusform>
                <numerusform>Reject %n lots</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>RulesTab</name>
        <message numerus="yes">
            <source>%n offer(s) will leave the feed.</source>
            <translation>
                <numerusform>%n offer will leave the feed.</numerusform>
                <numerusform>%n offers will leave the feed.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n value(s) will not do</source>
            <translation>
                <numerusform>%n value will not do</numerusform>
                <numerusform>%n values will not do</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Up to %n offer(s) will come back.</source>
            <translation>
                <numerusform>Up to %n offer will come back.</numerusform>
                <numerusform>Up to %n offers will come back.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SelectionBar</name>
        <message numerus="yes">
            <source>%n order(s)</source>
            <translation>
                <numerusform>%n order</numerusform>
                <numerusform>%n orders</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SettingsDialog</name>
        <message numerus="yes">
            <source>%n character(s)</source>
            <translation>
                <numerusform>%n character</numerusform>
                <numerusform>%n characters</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>separators GS: %n</source>
            <translation>
                <numerusform>separators GS: %n</numerusform>
                <numerusform>separators GS: %n</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SettingsQuestion</name>
        <message numerus="yes">
            <source>“{name}”: %n setting(s) change</source>
            <translation>
                <numerusform>“{name}”: %n setting changes</numerusform>
                <numerusform>“{name}”: %n settings change</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SheetDialog</name>
        <message numerus="yes">
            <source>At most %n order(s) at once: write fewer.</source>
            <translation>
                <numerusform>At most %n order at once: write fewer.</numerusform>
                <numerusform>At most %n orders at once: write fewer.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>StartPanel</name>
        <message numerus="yes">
            <source>On the way to paper: %n</source>
            <translation>
                <numerusform>On the way to paper: %n</numerusform>
                <numerusform>On the way to paper: %n</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Put aside: %n. Enter goes on with it</source>
            <translation>
                <numerusform>Put aside: %n. Enter goes on with it</numerusform>
                <numerusform>Put aside: %n. Enter goes on with it</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Stopped on the way to paper: %n</source>
            <translation>
                <numerusform>Stopped on the way to paper: %n</numerusform>
                <numerusform>Stopped on the way to paper: %n</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Telling</name>
        <message numerus="yes">
            <source>%n command(s) taken back</source>
            <translation>
                <numerusform>%n command taken back</numerusform>
                <numerusform>%n commands taken back</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n had left already and cannot be taken back</source>
            <translation>
                <numerusform>%n had left already and cannot be taken back</numerusform>
                <numerusform>%n had left already and cannot be taken back</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n later command(s) went with them: they make no sense alone</source>
            <translation>
                <numerusform>%n later command went with them: it makes no sense alone</numerusform>
                <numerusform>%n later commands went with them: they make no sense alone</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Nothing is left to do here: %n order(s) stay as they are</source>
            <translation>
                <numerusform>Nothing is left to do here: %n order stays as it is</numerusform>
                <numerusform>Nothing is left to do here: %n orders stay as they are</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TimelineView</name>
        <message numerus="yes">
            <source>Show %n more</source>
            <translation>
                <numerusform>Show %n more</numerusform>
                <numerusform>Show %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TodayView</name>
        <message numerus="yes">
            <source>Cancelled today: %n lot(s)</source>
            <translation>
                <numerusform>Cancelled today: %n lot</numerusform>
                <numerusform>Cancelled today: %n lots</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Packed today: %n order(s)</source>
            <translation>
                <numerusform>Packed today: %n order</numerusform>
                <numerusform>Packed today: %n orders</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Placed today: %n order(s)</source>
            <translation>
                <numerusform>Placed today: %n order</numerusform>
                <numerusform>Placed today: %n orders</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Tray</name>
        <message numerus="yes">
            <source>%n order(s) at risk</source>
            <translation>
                <numerusform>%n order at risk</numerusform>
                <numerusform>%n orders at risk</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n order(s) overdue</source>
            <translation>
                <numerusform>%n order overdue</numerusform>
                <numerusform>%n orders overdue</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>UndoStripView</name>
        <message numerus="yes">
            <source>%n acceptance(s)</source>
            <translation>
                <numerusform>%n acceptance</numerusform>
                <numerusform>%n acceptances</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n confirmation(s)</source>
            <translation>
                <numerusform>%n confirmation</numerusform>
                <numerusform>%n confirmations</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n hand-over(s)</source>
            <translation>
                <numerusform>%n hand-over</numerusform>
                <numerusform>%n hand-overs</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n refusal(s)</source>
            <translation>
                <numerusform>%n refusal</numerusform>
                <numerusform>%n refusals</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n result(s)</source>
            <translation>
                <numerusform>%n result</numerusform>
                <numerusform>%n results</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Verbs</name>
        <message numerus="yes">
            <source>%n order(s) given to the courier</source>
            <translation>
                <numerusform>%n order given to the courier</numerusform>
                <numerusform>%n orders given to the courier</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Labels of %n order(s) asked for; F7 on an order opens its label</source>
            <translation>
                <numerusform>label of %n order asked for; F7 on it opens the label</numerusform>
                <numerusform>labels of %n orders asked for; F7 on an order opens its label</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>confirmation of %n order(s) is on its way</source>
            <translation>
                <numerusform>confirmation of %n order is on its way</numerusform>
                <numerusform>confirmation of %n orders is on its way</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>confirmation of %n order(s) leaves in {seconds} s</source>
            <translation>
                <numerusform>confirmation of %n order leaves in {seconds} s</numerusform>
                <numerusform>confirmation of %n orders leaves in {seconds} s</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>done or on its way before for %n order(s)</source>
            <translation>
                <numerusform>done or on its way before: %n order</numerusform>
                <numerusform>done or on their way before: %n orders</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>packing of %n order(s), each in one box, is on its way</source>
            <translation>
                <numerusform>packing of %n order, in one box, is on its way</numerusform>
                <numerusform>packing of %n orders, each in one box, is on its way</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>refused for %n order(s)</source>
            <translation>
                <numerusform>refused for %n order</numerusform>
                <numerusform>refused for %n orders</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>shipping of %n order(s) is on its way</source>
            <translation>
                <numerusform>shipping of %n order is on its way</numerusform>
                <numerusform>shipping of %n orders is on its way</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>shipping of %n order(s) leaves in {seconds} s</source>
            <translation>
                <numerusform>shipping of %n order leaves in {seconds} s</numerusform>
                <numerusform>shipping of %n orders leaves in {seconds} s</numerusform>
            </translation>
        </message>
    </context>
</TS>
