from waterbed.cli import main

main(prog_name="waterbed")
