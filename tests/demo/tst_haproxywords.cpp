#include "app/demo/haproxywords.h"

#include <QTest>

namespace tst_haproxywords {

using checkwatch::demo::reasonIn;

/// The line that tells why a HAProxy of the demo ended, among all that it prints.
class TestHaproxyWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whyIsQuoted_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QString>("reason");
        QTest::newRow("a configuration it does not take")
            << QByteArray(
                   "[NOTICE]   (71) : haproxy version is 2.6.12-1+deb12u4\n"
                   "[NOTICE]   (71) : path to executable is /usr/sbin/haproxy\n"
                   "[ALERT]    (71) : config : parsing [/tmp/lb.cfg:7] : unknown keyword 'gloop' in 'global' section\n"
                   "[ALERT]    (71) : config : Error(s) found in configuration file : /tmp/lb.cfg\n"
                   "[ALERT]    (71) : config : Fatal errors found in configuration.\n")
            << "config : parsing [/tmp/lb.cfg:7] : unknown keyword 'gloop' in 'global' section\n"
               "config : Error(s) found in configuration file : /tmp/lb.cfg\n"
               "config : Fatal errors found in configuration.";
        QTest::newRow("its worker was killed, after a server went DOWN")
            << QByteArray(
                   "[WARNING]  (80) : Server api/api5 is DOWN, reason: Layer4 connection problem, info: \"Connection "
                   "refused\", check duration: 0ms. 4 active and 0 backup servers left.\n"
                   "[ALERT]    (80) : backend 'legacy' has no server available!\n"
                   "[WARNING]  (80) : Health check for server web/web3 failed, reason: Layer7 wrong status\n"
                   "[ALERT]    (71) : Current worker (80) exited with code 137 (Killed)\n"
                   "[ALERT]    (71) : exit-on-failure: killing every processes with SIGTERM\n"
                   "[WARNING]  (71) : All workers exited. Exiting... (137)\n")
            << "Current worker (80) exited with code 137 (Killed)\nexit-on-failure: killing every processes with "
               "SIGTERM";
        QTest::newRow("nothing about itself")
            << QByteArray("[WARNING]  (80) : Server api/api5 is DOWN, reason: Layer4 timeout\n") << "";
        QTest::newRow("no alert: the last of what is left")
            << QByteArray("[NOTICE]   (71) : New worker (80) forked\none\ntwo\nthree\nfour\nfive\nsix\nseven\n")
            << "two\nthree\nfour\nfive\nsix\nseven";
    }
    void whyIsQuoted()
    {
        QFETCH(QByteArray, output);
        QFETCH(QString, reason);
        QCOMPARE(reasonIn(output), reason);
    }
};

QTEST_APPLESS_MAIN(TestHaproxyWords)

} // namespace tst_haproxywords

#include "tst_haproxywords.moc"
