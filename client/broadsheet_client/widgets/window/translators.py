"""Makes the window speak a language: its words, Qt's own words, dates and numbers."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from broadsheet_client import resources
from broadsheet_client.core.languages import Language, best_match

_QT = {Language.ENGLISH: "qtbase_en", Language.CHINESE: "qtbase_zh_CN"}


def effective_language(wanted: Language | None) -> Language:
    """What the person chose, else what their system speaks."""
    return wanted or best_match(QLocale.system().uiLanguages())


def install_translators(application: QApplication, language: Language) -> None:
    """Speak it from now on. What was built before keeps its words, so call it before the window is made."""
    QLocale.setDefault(_locale(language))
    for before in application.findChildren(QTranslator):
        application.removeTranslator(before)
        before.deleteLater()
    ours = resources.path(f"translations/broadsheet_{language.replace('-', '_')}.qm")
    qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for file in (f"{qts}/{_QT[language]}.qm", str(ours)):
        translator = QTranslator(application)
        if translator.load(file):
            application.installTranslator(translator)


def _locale(language: Language) -> QLocale:
    """The system's own where it speaks the language, for British dates and the like."""
    system, wanted = QLocale.system(), QLocale(language)
    return system if system.language() == wanted.language() == QLocale.Language.English else wanted
